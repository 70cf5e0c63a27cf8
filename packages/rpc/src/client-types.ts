// SPDX-License-Identifier: Apache-2.0
// The types of a client: what a generated service turns into on the calling side.
import type { MethodType, ServiceType } from './codegen/index.js';
import type { Interceptor } from './interceptor.js';
import type { Send } from './message-writer.js';
import type { Metadata, MetadataInit } from './metadata.js';

/** Options of one client; all optional. */
export interface ClientOptions {
  /** What runs around the client's calls, inside the channel's interceptors; the outermost first. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}

/** What a call can be made for. A handler's context is one. */
export interface CallParent {
  readonly signal: AbortSignal;
  /** Instant on the clock of `performance.now()`, in ms. */
  readonly deadline: number | undefined;
}

/** What every call may be given; all optional. */
export interface CommonCallOptions {
  /** Aborting it ends the call with CANCELLED; the signal's reason is the error's cause. */
  readonly signal?: AbortSignal | undefined;
  /** Time for the whole call in ms; Infinity or absent for none. Passing it ends the call with DEADLINE_EXCEEDED. */
  readonly timeoutMs?: number | undefined;
  /**
   * The call that this one is made for, usually the handler's context: it ends with it, and has its deadline where that
   * is nearer than `timeoutMs`.
   */
  readonly parent?: CallParent | undefined;
  readonly metadata?: MetadataInit | undefined;
  /**
   * Called once with the server's initial metadata (perhaps empty), before any message; not when the call fails before
   * the server began to answer.
   */
  readonly onHeaders?: ((metadata: Metadata) => void) | undefined;
  /**
   * Called with the trailers (perhaps empty) when the server's status arrives, before a promise settles. Messages of a
   * stream that arrived with it may still wait to be iterated over.
   */
  readonly onTrailers?: ((metadata: Metadata) => void) | undefined;
  /** Wait for a server instead of failing with UNAVAILABLE when there is none. */
  readonly waitForReady?: boolean | undefined;
}

/** Options of one call; all optional. */
export interface CallOptions extends CommonCallOptions {
  /** With it the call has another result; see CallbackOptions. */
  readonly onMessage?: undefined;
}

/** Options of a call whose responses go to a callback instead of an iterator. */
export interface CallbackOptions<O> extends CommonCallOptions {
  /**
   * Called with one response after the other. What it returns, if a promise, is waited for before the next: that holds
   * the server back. When it throws or rejects, the call ends CANCELLED with that as the cause.
   */
  readonly onMessage: (message: O) => unknown;
}

/**
 * What a client-streaming or bidi method takes: an iterable of requests, or a function that sends them. The requests end
 * when the promise of the function resolves; when it rejects, the call ends CANCELLED with that as the cause.
 */
export type RequestStream<T> = AsyncIterable<T> | Iterable<T> | ((send: Send<T>) => Promise<void> | void);

/** A method with a stream of responses: an iterator of them or, with `onMessage`, a promise of their end. */
export interface StreamingMethod<R, O> {
  (request: R, options: CallbackOptions<O>): Promise<void>;
  (request: R, options?: CallOptions): AsyncIterableIterator<O>;
}

/**
 * Options of one synchronous call; all optional. `signal` is looked at before the call only: nothing can abort it while
 * the thread is blocked. `onHeaders` and `onTrailers` are called when the call is over, before it returns or throws.
 */
export type SyncCallOptions = Omit<CommonCallOptions, 'waitForReady'>;

export type ClientMethod<M> =
  M extends MethodType<'unary', infer _I, infer II, infer O, infer _OI>
    ? (request: II, options?: CallOptions) => Promise<O>
    : M extends MethodType<'server-streaming', infer _I, infer II, infer O, infer _OI>
      ? StreamingMethod<II, O>
      : M extends MethodType<'client-streaming', infer _I, infer II, infer O, infer _OI>
        ? (requests: RequestStream<II>, options?: CallOptions) => Promise<O>
        : M extends MethodType<'bidi-streaming', infer _I, infer II, infer O, infer _OI>
          ? StreamingMethod<RequestStream<II>, O>
          : never;

type UnaryNames<M> = { [K in keyof M]: M[K] extends MethodType<'unary'> ? K : never }[keyof M];

export type SyncMethod<M> =
  M extends MethodType<'unary', infer _I, infer II, infer O, infer _OI>
    ? (request: II, options?: SyncCallOptions) => O
    : never;

/**
 * The unary methods of a service as functions that block the calling thread, the main one too, until the response is here,
 * and throw the RpcError that the promise would reject with. The event loop stands still meanwhile: timers, other
 * connections and signals wait; what arrives for other calls of the channel is handed over afterwards, in its order.
 * @throws RpcError FAILED_PRECONDITION at once when the call could not be answered: the server is in this thread, the
 *   bytes come through the event loop (`unix:`, `memory:`, `shm:` without its addon), the channel never was connected, or
 *   the client has interceptors
 */
export type SyncClient<S extends ServiceType> = {
  readonly [K in UnaryNames<S['methods']>]: SyncMethod<S['methods'][K]>;
};

/** The typed client of a service. A method called `sync` in a service written by hand takes the place of `sync`. */
export type Client<S extends ServiceType> = {
  readonly [K in keyof S['methods']]: ClientMethod<S['methods'][K]>;
} & ('sync' extends keyof S['methods'] ? unknown : { readonly sync: SyncClient<S> });
