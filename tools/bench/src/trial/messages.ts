// SPDX-License-Identifier: Apache-2.0
// What the processes of a trial say to each other over Node's IPC channel, outside the measured time.
import type { Place, Usage } from '../peers/contract.js';
import type { Duration, Outcome } from '../works/contract.js';

/** The argument of both programs, as JSON. */
export interface Assignment {
  readonly folder: string;
  readonly place: Place;
  /** For the client only. */
  readonly work?: string;
  readonly duration?: Duration;
}

export type ToServer = { readonly type: 'usage?' } | { readonly type: 'stop' };

export type FromServer = { readonly type: 'ready' } | { readonly type: 'usage'; readonly usage: Usage };

export type ToClient = { readonly type: 'server-usage'; readonly usage: Usage };

export type FromClient =
  | { readonly type: 'server-usage?' }
  | { readonly type: 'result'; readonly result: ClientResult };

/** What the client's process found out. */
export interface ClientResult {
  readonly outcome: Outcome;
  /** Processor time of each process while measuring; the server's is 0 where it is a part of the client's process. */
  readonly clientCpuUs: number;
  readonly serverCpuUs: number;
  readonly clientPeakRssBytes: number;
  readonly serverPeakRssBytes: number;
}
