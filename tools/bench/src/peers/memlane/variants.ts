// SPDX-License-Identifier: Apache-2.0
// What each variant of the Memlane peer sets; nothing for 'default'.
import type { Latency } from 'memlane';

interface Variant {
  /** Streams through send() and a callback instead of `yield` and `for await`. */
  readonly send?: boolean;
  readonly client?: Latency;
  readonly server?: Latency;
}

const variants: Readonly<Record<string, Variant>> = {
  default: {},
  low: { client: 'low', server: 'low' },
  send: { send: true },
  efficient: { client: 'efficient', server: 'efficient' },
};

export const usesSend = (name = 'default'): boolean => variants[name]!.send === true;
export const clientLatency = (name = 'default'): Latency | undefined => variants[name]!.client;
export const serverLatency = (name = 'default'): Latency | undefined => variants[name]!.server;
