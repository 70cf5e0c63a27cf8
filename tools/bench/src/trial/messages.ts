// SPDX-License-Identifier: Apache-2.0
// What the processes of a trial say to each other over Node's IPC channel, outside the measured time.
import type { Duration, Place, Usage } from '../peers/contract.js';
import type { Outcome } from '../works/contract.js';

/** The argument of both programs, as JSON. */
export interface Assignment {
  readonly folder: string;
  readonly place: Place;
  /** For the client only. */
  readonly work?: string;
  readonly duration?: Duration;
}

export type ToServer = { readonly type: 'usage?' } | { readonly type: 'memory?' } | { readonly type: 'stop' };

export type FromServer =
  | { readonly type: 'ready' }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'memory'; readonly bytes: number };

/** The server's answers to what the client asks of it. */
export type ToClient = Exclude<FromServer, { type: 'ready' }>;

export type FromClient =
  | Exclude<ToServer, { type: 'stop' }>
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
