// SPDX-License-Identifier: Apache-2.0
// What each variant of the Memlane peer sets; nothing for 'default'.
import type { Latency } from 'memlane';

interface Variant {
  /** Calls by `client.sync`, which block. */
  readonly sync?: boolean;
  /** Streams through send() and a callback instead of `yield` and `for await`. */
  readonly send?: boolean;
  readonly client?: Latency;
  readonly server?: Latency;
}

const variants: Readonly<Record<string, Variant>> = {
  default: {},
  low: { client: 'low', server: 'low' },
  send: { send: true },
  sync: { sync: true, server: 'efficient' },
  'sync-low': { sync: true, client: 'low', server: 'low' },
  efficient: { client: 'efficient', server: 'efficient' },
};

export const usesSync = (name = 'default'): boolean => variants[name]!.sync === true;
export const usesSend = (name = 'default'): boolean => variants[name]!.send === true;
export const clientLatency = (name = 'default'): Latency | undefined => variants[name]!.client;
export const serverLatency = (name = 'default'): Latency | undefined => variants[name]!.server;
