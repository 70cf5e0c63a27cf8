// SPDX-License-Identifier: Apache-2.0
// One call on the calling side, of any kind: options, deadline, cancellation, opening, and settling exactly once. How
// responses are delivered is in its two subclasses.
import {
  type CallRequest,
  type ClientSession,
  type ClientStream,
  type ClientStreamHandler,
  type MetadataEntry,
  metadataBlockBytes,
  ProtocolError,
  type StreamFailure,
} from '@memlane/protocol';
import { onAbort } from '@memlane/transport';
import { checkCallOptions } from './call-options.js';
import {
  cancelledBySignal,
  endedByParent,
  failureError,
  metadataError,
  metadataTooLarge,
  openError,
  overBefore,
  requestError,
  responseError,
} from './client-errors.js';
import type { CommonCallOptions, RequestStream } from './client-types.js';
import { Code, codeName, toCode } from './code.js';
import { decodeMessage } from './codec.js';
import type { MethodType } from './codegen/index.js';
import { deadlines, type Expirable } from './deadline-queue.js';
import { isInstance } from './is-instance.js';
import { Metadata } from './metadata.js';
import { RequestPump } from './request-pump.js';
import type { AttemptRequests } from './request-source.js';
import { RpcError } from './rpc-error.js';
import { callUser } from './user-callback.js';

/** Finds a session for a call. The channel. */
export interface CallRouter {
  /** For messages: `shm:orders`. */
  readonly address: string;
  /** Opens the call on a session, now or when there is one, or fails it. */
  route(call: ClientCall): void;
  /** The call has settled. */
  settled(call: ClientCall): void;
}

/** Times that a call which the server cannot have seen is opened again by itself. */
const maxReopens = 5;

export abstract class ClientCall implements ClientStreamHandler, Expirable {
  readonly method: MethodType;
  readonly waitForReady: boolean;
  /** For the router: the call is counted as running. */
  held = false;
  protected stream: ClientStream | undefined;
  protected isSettled = false;
  readonly #router: CallRouter;
  readonly #options: CommonCallOptions | undefined;
  readonly #metadata: readonly MetadataEntry[] | undefined;
  #single: CallRequest['single'];
  readonly #pump: RequestPump | undefined;
  #deadline = 0;
  /** The deadline is that of the parent. */
  #inherited = false;
  #headersTold = false;
  #reopens = 0;
  /** Stops listening to the signals that the call was given; whoever changes its options changes nothing of that. */
  #disarm: (() => void) | undefined;

  constructor(
    router: CallRouter,
    method: MethodType,
    options: CommonCallOptions | undefined,
    request: unknown,
    isStream: boolean,
  ) {
    this.#router = router;
    this.method = method;
    this.#options = options;
    if (options === undefined) {
      this.waitForReady = false;
    } else {
      checkCallOptions(options);
      this.waitForReady = options.waitForReady === true;
      if (options.metadata !== undefined) this.#metadata = Metadata.entriesOf(new Metadata(options.metadata));
    }
    if (isStream) {
      const requests = request as RequestStream<unknown> | AttemptRequests;
      this.#pump = new RequestPump(requests, method, (error) => this.abort(error));
    } else {
      this.#single = { encoder: method.input, message: request };
    }
  }

  /** Starts the call; the last thing a subclass's constructor does. */
  protected begin(): void {
    const options = this.#options;
    if (options !== undefined && !this.#arm(options)) return;
    this.#router.route(this);
  }

  /** Opens the call on a ready session. For the router. */
  open(session: ClientSession): void {
    if (this.isSettled) return;
    const metadata = this.#metadata;
    if (metadata !== undefined && metadataBlockBytes(metadata) > session.peerMaxMetadataBytes) {
      this.settle(metadataTooLarge(metadataBlockBytes(metadata), session.peerMaxMetadataBytes));
      return;
    }
    const timeoutMs = this.#deadline === 0 ? 0 : Math.max(1, this.#deadline - performance.now());
    try {
      this.stream = session.call({ path: this.method.path, timeoutMs, metadata, single: this.#single }, this);
    } catch (error) {
      // A getter of the request may have ended the call.
      if (!this.isSettled) this.#openFailed(error);
      return;
    }
    if (this.isSettled) this.stream.cancel(Code.CANCELLED);
    else this.#pump?.start(this.stream);
  }

  /** The call has to wait for a session: its request stays as it is now. Fails the call when it does not fit its type. */
  keepRequest(): void {
    const single = this.#single;
    if (single === undefined || single.bytes !== undefined) return;
    try {
      this.#single = { ...single, bytes: this.method.input.toBinary(single.message) };
    } catch (error) {
      if (!this.isSettled) this.settle(requestError(this.method.path, error));
    }
  }

  /** Ends the call from this side with `error`; the server is told. Does nothing once it has settled. */
  abort(error: RpcError): void {
    if (this.isSettled) return;
    this.stream?.cancel(error.code === Code.DEADLINE_EXCEEDED ? Code.DEADLINE_EXCEEDED : Code.CANCELLED);
    this.settle(error);
  }

  /** Settles the call without telling the server. For the router. */
  fail(error: RpcError): void {
    if (!this.isSettled) this.settle(error);
  }

  // Expirable

  expire(): void {
    const timeoutMs = this.#options?.timeoutMs;
    const text =
      timeoutMs === undefined || this.#inherited
        ? `${this.method.path} took longer than the call that it was made for may`
        : `${this.method.path} took longer than ${timeoutMs} ms`;
    this.abort(new RpcError(Code.DEADLINE_EXCEEDED, text));
  }

  // ClientStreamHandler

  headers(entries: readonly MetadataEntry[]): void {
    const onHeaders = this.#options?.onHeaders;
    if (onHeaders === undefined) return;
    this.#headersTold = true;
    const metadata = this.received(entries);
    if (metadata !== undefined) callUser(onHeaders, metadata);
  }

  /** A subclass calls it before it delivers: a server that sent no initial metadata has sent empty ones. */
  protected answered(): void {
    const onHeaders = this.#options?.onHeaders;
    if (onHeaders === undefined || this.#headersTold) return;
    this.#headersTold = true;
    callUser(onHeaders, new Metadata());
  }

  abstract message(buffer: Uint8Array, start: number, end: number, credit: number): void;

  drained(): void {
    this.#pump?.drained();
  }

  status(code: number, text: string, trailers: readonly MetadataEntry[] | undefined): void {
    if (this.isSettled) return;
    if (code === Code.OK) this.answered();
    const onTrailers = this.#options?.onTrailers;
    if (code === Code.OK && trailers === undefined && onTrailers === undefined) {
      this.settle(undefined);
      return;
    }
    const metadata = trailers === undefined ? new Metadata() : this.received(trailers);
    if (metadata === undefined) return;
    if (onTrailers !== undefined) callUser(onTrailers, metadata);
    if (this.isSettled) return;
    if (code === Code.OK) this.settle(undefined);
    else this.settle(new RpcError(toCode(code), text === '' ? codeName(code) : text, { metadata }));
  }

  failed(failure: StreamFailure): void {
    if (this.isSettled) return;
    if (!failure.published && failure.reason !== 'session-closed' && this.#canReopen()) {
      this.#reopens++;
      this.stream = undefined;
      this.#router.route(this);
      return;
    }
    this.settle(failureError(this.#router.address, failure));
  }

  /** Called once; the subclass delivers the outcome in onSettled(). */
  protected settle(error: RpcError | undefined): void {
    this.isSettled = true;
    if (this.#deadline !== 0) deadlines.remove(this, this.#deadline);
    this.#disarm?.();
    this.#pump?.stop(error);
    this.#router.settled(this);
    this.onSettled(error);
  }

  protected abstract onSettled(error: RpcError | undefined): void;

  /** Decodes a response; undefined when it is no valid one and the call has been ended for it. */
  protected decode<O>(buffer: Uint8Array, start: number, end: number): O | undefined {
    try {
      return decodeMessage<O>(this.method.output, buffer, start, end);
    } catch (error) {
      this.abort(responseError(this.method.path, error));
      return undefined;
    }
  }

  /** Metadata of the peer; undefined when it breaks the rules and the call has been ended for it. */
  protected received(entries: readonly MetadataEntry[]): Metadata | undefined {
    try {
      return Metadata.received(entries);
    } catch (error) {
      this.abort(metadataError(error));
      return undefined;
    }
  }

  /** Sets deadline, signal and parent up; false when the call is over before it began. */
  #arm(options: CommonCallOptions): boolean {
    const { timeoutMs = Number.POSITIVE_INFINITY, signal, parent } = options;
    if (signal?.aborted) {
      this.settle(cancelledBySignal(signal));
      return false;
    }
    if (parent?.signal.aborted) {
      this.settle(endedByParent(parent.signal.reason));
      return false;
    }
    const now = performance.now();
    let deadline = now + timeoutMs;
    if (parent?.deadline !== undefined && parent.deadline < deadline) {
      deadline = parent.deadline;
      this.#inherited = true;
    }
    if (deadline <= now) {
      this.settle(overBefore(deadline - now));
      return false;
    }
    if (deadline !== Number.POSITIVE_INFINITY) {
      this.#deadline = deadline;
      this.watch(deadline);
    }
    if (signal !== undefined || parent !== undefined) {
      const above = parent?.signal;
      this.#disarm = onAbort([signal, above], () =>
        this.abort(signal?.aborted ? cancelledBySignal(signal) : endedByParent(above?.reason)),
      );
    }
    return true;
  }

  /** Has expire() called at `deadline`. */
  protected watch(deadline: number): void {
    deadlines.add(this, deadline);
  }

  #openFailed(error: unknown): void {
    const movedOn = isInstance(error, ProtocolError) && (error.code === 'goaway' || error.code === 'closed');
    if (movedOn && this.#canReopen()) {
      this.#reopens++;
      this.#router.route(this);
    } else this.settle(openError(this.method.path, error));
  }

  /** Only a call whose requests have not been consumed can be opened again. */
  #canReopen(): boolean {
    return this.#reopens < maxReopens && !(this.#pump?.started ?? false);
  }
}
