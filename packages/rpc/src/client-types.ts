// SPDX-License-Identifier: Apache-2.0
// The types of a client: what a generated service turns into on the calling side.
import type { MethodType, ServiceType } from './codegen/index.js';
import type { Metadata, MetadataInit } from './metadata.js';

/** Options of one call; all optional. */
export interface CallOptions {
  /** Aborting it ends the call with CANCELLED; the signal's reason is the error's cause. */
  readonly signal?: AbortSignal | undefined;
  /** Time for the whole call in ms; Infinity or absent for none. Passing it ends the call with DEADLINE_EXCEEDED. */
  readonly timeoutMs?: number | undefined;
  readonly metadata?: MetadataInit | undefined;
  /** Called with the server's initial metadata, before any message, if the server sends some. */
  readonly onHeaders?: ((metadata: Metadata) => void) | undefined;
  /**
   * Called with the trailers (perhaps empty) when the server's status arrives, before a promise settles. Messages of a
   * stream that arrived with it may still wait to be iterated over.
   */
  readonly onTrailers?: ((metadata: Metadata) => void) | undefined;
  /** Wait for a server instead of failing with UNAVAILABLE when there is none. */
  readonly waitForReady?: boolean | undefined;
}

/** What a client-streaming or bidi method takes. */
export type RequestStream<T> = AsyncIterable<T> | Iterable<T>;

export type ClientMethod<M> =
  M extends MethodType<'unary', infer _I, infer II, infer O, infer _OI>
    ? (request: II, options?: CallOptions) => Promise<O>
    : M extends MethodType<'server-streaming', infer _I, infer II, infer O, infer _OI>
      ? (request: II, options?: CallOptions) => AsyncIterableIterator<O>
      : M extends MethodType<'client-streaming', infer _I, infer II, infer O, infer _OI>
        ? (requests: RequestStream<II>, options?: CallOptions) => Promise<O>
        : M extends MethodType<'bidi-streaming', infer _I, infer II, infer O, infer _OI>
          ? (requests: RequestStream<II>, options?: CallOptions) => AsyncIterableIterator<O>
          : never;

/** The typed client of a service. */
export type Client<S extends ServiceType> = {
  readonly [K in keyof S['methods']]: ClientMethod<S['methods'][K]>;
};
