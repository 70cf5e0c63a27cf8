// SPDX-License-Identifier: Apache-2.0
// The types of a server: what a generated service asks of its handlers, and what a handler is given.
import type { PeerIdentity } from '@memlane/transport';
import type { MethodType, ServiceType } from './codegen/index.js';
import type { Send } from './message-writer.js';
import type { Metadata } from './metadata.js';

/** What a handler knows of its call. Created when the call arrives; its parts when they are asked for. */
export interface HandlerContext {
  /** Aborted when the client cancels, the deadline passes, or the connection or server ends. The reason is an RpcError. */
  readonly signal: AbortSignal;
  /**
   * Aborted when the server begins to close. A stream without an end should end now: what still runs when the grace is
   * over ends with UNAVAILABLE.
   */
  readonly closing: AbortSignal;
  /** Instant on the clock of `performance.now()`, in ms, at which the call expires; undefined without a deadline. */
  readonly deadline: number | undefined;
  /** What the client sent. */
  readonly metadata: Metadata;
  /** Initial metadata of the response; sent before the first message or by sendHeaders(). What is set later is not sent. */
  readonly responseMetadata: Metadata;
  /**
   * Sends the initial metadata now, also when there are none. Once; does nothing later, or behind a message.
   * @throws RpcError RESOURCE_EXHAUSTED when they pass the client's maxMetadataBytes
   */
  sendHeaders(): void;
  /** Metadata that goes with the status, whether OK or not. */
  readonly trailers: Metadata;
  /**
   * The client's process as the kernel knows it, over `shm:`, also when it is this one; undefined over `unix:` and
   * `memory:`, and over `shm:` without its addon.
   */
  readonly peer: PeerIdentity | undefined;
  /** gRPC path of the method: `/greeter.Greeter/SayHello`. */
  readonly method: string;
}

/** The context of a handler that answers with a stream. */
export interface StreamingContext<OI> extends HandlerContext {
  /**
   * Sends one response, for handlers that are no generators: they return a promise, and the stream ends when it
   * resolves. Wait for what it returns before the next one; it is undefined as long as there is credit.
   */
  readonly send: Send<OI>;
}

type Awaitable<T> = T | Promise<T>;

/** What a handler of a stream of responses returns: the responses, or the end of its send() calls. */
export type Responses<OI> = AsyncIterable<OI> | Iterable<OI> | Promise<void>;

export type Handler<M> =
  M extends MethodType<'unary', infer I, infer _II, infer _O, infer OI>
    ? (request: I, context: HandlerContext) => Awaitable<OI>
    : M extends MethodType<'server-streaming', infer I, infer _II, infer _O, infer OI>
      ? (request: I, context: StreamingContext<OI>) => Responses<OI>
      : M extends MethodType<'client-streaming', infer I, infer _II, infer _O, infer OI>
        ? (requests: AsyncIterableIterator<I>, context: HandlerContext) => Awaitable<OI>
        : M extends MethodType<'bidi-streaming', infer I, infer _II, infer _O, infer OI>
          ? (requests: AsyncIterableIterator<I>, context: StreamingContext<OI>) => Responses<OI>
          : never;

/** The handlers of a service. A method left out is UNIMPLEMENTED. */
export type Handlers<S extends ServiceType> = {
  readonly [K in keyof S['methods']]?: Handler<S['methods'][K]>;
};
