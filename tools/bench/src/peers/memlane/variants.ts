// SPDX-License-Identifier: Apache-2.0
// What each variant of the Memlane peer sets; nothing for 'default'.
import type { Latency } from 'memlane';

interface Variant {
  readonly client?: Latency;
  readonly server?: Latency;
}

const variants: Readonly<Record<string, Variant>> = {
  default: {},
  low: { client: 'low', server: 'low' },
  efficient: { client: 'efficient', server: 'efficient' },
};

export const clientLatency = (name = 'default'): Latency | undefined => variants[name]!.client;
export const serverLatency = (name = 'default'): Latency | undefined => variants[name]!.server;
