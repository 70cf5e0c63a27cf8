// SPDX-License-Identifier: Apache-2.0
// A call script: everything that the two sides of one call do, as plain values.
import type { MethodKind } from 'memlane';
import type { Plan } from '../gen/script.js';

export type Pair = readonly [key: string, value: string | Uint8Array];

/** How the client ends the call, if not by waiting for the server. Each has one possible outcome only. */
export type ClientEnd =
  | { readonly by: 'server' }
  /** The signal is aborted before the call begins. */
  | { readonly by: 'aborted' }
  /** The signal is aborted when this many responses were taken; the server hangs after at least as many. */
  | { readonly by: 'cancel'; readonly responses: number }
  /** The signal is aborted when the initial metadata come; the server hangs after them. */
  | { readonly by: 'cancel-at-headers' }
  /** The iteration is left when this many responses were taken; the server hangs after at least as many. */
  | { readonly by: 'leave'; readonly responses: number }
  /** The server never answers. */
  | { readonly by: 'deadline'; readonly timeoutMs: number }
  /** The iterable of requests throws behind its last one, while the server waits for the next. */
  | { readonly by: 'requests-fail'; readonly text: string };

export interface CallScript {
  readonly seed: number;
  readonly kind: MethodKind;
  readonly metadata: readonly Pair[];
  /** Body sizes, in bytes. */
  readonly requests: readonly number[];
  /** Pause in ms before each request of a stream. */
  readonly pausesMs: readonly number[];
  readonly plan: Plan;
  readonly clientEnd: ClientEnd;
  /** A deadline that is never reached, so that it travels. */
  readonly farDeadline: boolean;
  /** The requests of a stream are sent with send() instead of being iterated over. */
  readonly bySend: boolean;
  /** The responses of a stream go to a callback instead of an iterator. */
  readonly byCallback: boolean;
}
