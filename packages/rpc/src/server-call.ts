// SPDX-License-Identifier: Apache-2.0
// One call on the answering side: from its first frame to its one outcome. Runs the handler of any method kind.
import type {
  FinishRequest,
  MetadataEntry,
  ServerStream,
  ServerStreamHandler,
  StreamFailure,
} from '@memlane/protocol';
import type { PeerIdentity } from '@memlane/transport';
import type { BoundMethod } from './bound-method.js';
import { Code } from './code.js';
import { decodeMessage } from './codec.js';
import type { MethodType } from './codegen/index.js';
import { deadlines, type Expirable } from './deadline-queue.js';
import { isIterable, isThenable } from './iterators.js';
import { MessageQueue, type QueueOwner } from './message-queue.js';
import type { Send, WriterTarget } from './message-writer.js';
import { Metadata } from './metadata.js';
import { ResponseStream } from './response-stream.js';
import { RpcError } from './rpc-error.js';
import { type ContextOwner, ServerContext } from './server-context.js';
import {
  cancelledByClient,
  headersRefused,
  metadataRefused,
  requestUndecodable,
  responseRefused,
  returnedIterable,
  sendsNone,
} from './server-errors.js';
import { finishFailed } from './server-failure.js';
import {
  type InterceptionHost,
  mapRequests,
  ServerInterception,
  tellInterceptors,
} from './server-interception.js';

export class ServerCall
  implements ServerStreamHandler, ContextOwner, InterceptionHost, QueueOwner, WriterTarget, Expirable
{
  readonly peer: PeerIdentity | undefined;
  readonly closing: AbortSignal;
  readonly #stream: ServerStream;
  readonly #bound: BoundMethod;
  readonly #context: ServerContext;
  /** The requests of a client-streaming or bidi method. */
  readonly #requests: MessageQueue<unknown> | undefined;
  /** The responses of a server-streaming or bidi method, once its handler is called. */
  #responses: ResponseStream | undefined;
  /** The interceptors at work, where there are any. */
  #interception: ServerInterception | undefined;
  #request: { readonly value: unknown } | undefined;
  /** The status is decided, here or by the client. */
  #over = false;

  constructor(
    stream: ServerStream,
    bound: BoundMethod,
    received: readonly MetadataEntry[] | undefined,
    timeoutMs: number,
    peer: PeerIdentity | undefined,
    closing: AbortSignal,
  ) {
    this.#stream = stream;
    this.#bound = bound;
    this.peer = peer;
    this.closing = closing;
    const deadline = timeoutMs === 0 ? undefined : performance.now() + timeoutMs;
    this.#context = new ServerContext(this, received, deadline);
    if (deadline !== undefined) deadlines.add(this, deadline);
    const { kind } = bound.method;
    if (kind === 'client-streaming' || kind === 'bidi-streaming')
      this.#requests = new MessageQueue<unknown>(this);
  }

  /** Begins: checks the metadata, and for a stream of requests calls the handler, which may answer before them. */
  begin(received: readonly MetadataEntry[] | undefined): void {
    // A handler that is called here may send so much at once that it is told to go on before this returns.
    this.#stream.attach(this);
    if (received !== undefined) {
      try {
        void this.#context.metadata;
      } catch (error) {
        this.#fail(metadataRefused(error));
        return;
      }
    }
    if (this.#requests !== undefined) this.#run(this.#requests);
  }

  get path(): string {
    return this.#bound.method.path;
  }

  /** Ends the call from the server's side, such as at a forced close. */
  abort(error: RpcError): void {
    if (this.#over) return;
    this.#stream.abort(error.code, error.message);
    this.#end(error);
  }

  // ContextOwner

  sendHeaders(metadata: Metadata): void {
    if (this.#over) return;
    try {
      this.#stream.sendHeaders(Metadata.entriesOf(metadata));
    } catch (error) {
      throw headersRefused(this.path, error);
    }
  }

  get send(): Send<unknown> {
    return this.#responses?.send ?? sendsNone(this.path);
  }

  // InterceptionHost

  get method(): MethodType {
    return this.#bound.method;
  }

  setDeadline(deadline: number | undefined): void {
    if (this.#over) return;
    const context = this.#context;
    if (context.deadline !== undefined) deadlines.remove(this, context.deadline);
    context.deadline = deadline;
    if (deadline !== undefined) deadlines.add(this, deadline);
  }

  async handle(): Promise<unknown> {
    const { maps } = this.#interception as ServerInterception;
    const requests = this.#requests;
    let given: unknown;
    if (requests === undefined) given = maps.request(this.#request?.value);
    else given = maps.requests.length === 0 ? requests : mapRequests(requests, maps);
    const result = this.#bound.handler(given, this.#context);
    if (this.#responses !== undefined) return this.#responses.run(result);
    return maps.response(this.#isPromise(result) ? await result : result);
  }

  // Expirable

  expire(): void {
    this.abort(new RpcError(Code.DEADLINE_EXCEEDED, `the deadline of ${this.path} has passed`));
  }

  // QueueOwner

  taken(credit: number): void {
    if (credit > 0) this.#stream.release(credit);
  }

  /** The handler wants no more requests; those that come are dropped without holding the client back. */
  abandoned(): void {}

  // ServerStreamHandler

  message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    if (this.#over) return;
    let value: unknown;
    try {
      value = decodeMessage(this.#bound.method.input, buffer, start, end);
    } catch (error) {
      this.#fail(requestUndecodable(this.path, error));
      return;
    }
    if (this.#requests !== undefined) {
      if (!this.#requests.push(value, credit)) this.taken(credit);
    } else if (this.#request !== undefined) {
      this.#fail(new RpcError(Code.INTERNAL, `${this.path} got more than one request`));
    } else {
      this.#request = { value };
      this.taken(credit);
    }
  }

  halfClosed(): void {
    if (this.#over) return;
    if (this.#requests !== undefined) this.#requests.end();
    else if (this.#request === undefined) {
      this.#fail(new RpcError(Code.INTERNAL, `${this.path} got no request`));
    } else this.#run(this.#request.value);
  }

  drained(): void {
    this.#responses?.drained();
  }

  cancelled(code: number): void {
    this.#end(cancelledByClient(this.path, code));
  }

  failed(failure: StreamFailure): void {
    const code = failure.reason === 'message-too-large' ? Code.RESOURCE_EXHAUSTED : Code.CANCELLED;
    this.#end(new RpcError(code, failure.message));
  }

  #run(request: unknown): void {
    const { kind } = this.#bound.method;
    if (kind === 'server-streaming' || kind === 'bidi-streaming') {
      this.#responses = new ResponseStream(this.path, this);
    }
    const { interceptors } = this.#bound;
    if (interceptors !== undefined) {
      this.#interception = new ServerInterception(this, this.#context);
      this.#interception.run(interceptors).then(
        (response) => (this.#responses === undefined ? this.#respond(response) : this.#succeed()),
        (error: unknown) => this.#fail(error),
      );
      return;
    }
    let result: unknown;
    let isPromise: boolean;
    try {
      result = this.#bound.handler(request, this.#context);
      isPromise = this.#responses === undefined && this.#isPromise(result);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#responses !== undefined) {
      this.#responses.run(result).then(
        () => this.#succeed(),
        (error: unknown) => this.#fail(error),
      );
    } else if (isPromise) {
      Promise.resolve(result).then(
        (response) => this.#respond(response),
        (error: unknown) => this.#fail(error),
      );
    } else this.#respond(result);
  }

  /** @throws RpcError INTERNAL for what fails when it is asked */
  #isPromise(result: unknown): boolean {
    try {
      return isThenable(result);
    } catch (error) {
      throw responseRefused(this.path, error);
    }
  }

  /** The one response of a unary or client-streaming method. */
  #respond(response: unknown): void {
    this.#succeed({ encoder: this.#bound.method.output, message: response });
  }

  /** One response of a stream of them. For the writer. @throws RpcError for one that does not fit its type */
  put(message: unknown): boolean {
    try {
      const mapped = this.#interception === undefined ? message : this.#interception.maps.response(message);
      this.#context.flushHeaders();
      return this.#stream.send(this.#bound.method.output, mapped);
    } catch (error) {
      throw responseRefused(this.path, error);
    }
  }

  #succeed(single?: FinishRequest['single']): void {
    if (this.#over) return;
    try {
      if (single !== undefined && isIterable(single.message)) throw returnedIterable(this.path);
      this.#context.flushHeaders();
      const trailers = this.#context.finalTrailers();
      this.#stream.finish({ code: Code.OK, text: '', trailers, single });
    } catch (error) {
      this.#fail(responseRefused(this.path, error));
      return;
    }
    this.#end(undefined);
  }

  /** Ends the call with what was thrown; messages sent before it arrive before it. */
  #fail(thrown: unknown): void {
    if (this.#over) return;
    const error = RpcError.from(thrown);
    finishFailed(this.#stream, this.#context, error);
    this.#end(error);
  }

  #end(error: RpcError | undefined): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#context.deadline !== undefined) deadlines.remove(this, this.#context.deadline);
    if (error !== undefined) {
      this.#context.abort(error);
      this.#requests?.fail(error);
    } else this.#requests?.end();
    this.#responses?.end(error ?? new RpcError(Code.CANCELLED, `${this.path} has ended`));
    if (this.#interception !== undefined) this.#interception.end(error);
    else if (error !== undefined) tellInterceptors(this, this.#context, this.#bound.interceptors, error);
  }
}
