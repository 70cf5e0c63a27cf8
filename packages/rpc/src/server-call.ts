// SPDX-License-Identifier: Apache-2.0
// One call on the answering side: from its first frame to its one outcome. Runs the handler of any method kind.
import type { MetadataEntry, ServerStream, ServerStreamHandler, StreamFailure } from '@memlane/protocol';
import type { PeerIdentity } from '@memlane/transport';
import { Code, toCode } from './code.js';
import { decodeMessage } from './codec.js';
import type { MethodType } from './codegen/index.js';
import { deadlines, type Expirable } from './deadline-queue.js';
import { MessageQueue, type QueueOwner } from './message-queue.js';
import { Metadata } from './metadata.js';
import { RpcError, textOf } from './rpc-error.js';
import { type ContextOwner, ServerContext } from './server-context.js';

/** A method with its handler, as the server keeps it. */
export interface BoundMethod {
  readonly method: MethodType;
  /** Called with the request, or the iterator of requests, and the context. */
  readonly handler: (request: unknown, context: ServerContext) => unknown;
}

export class ServerCall implements ServerStreamHandler, ContextOwner, QueueOwner, Expirable {
  readonly peer: PeerIdentity | undefined;
  readonly #stream: ServerStream;
  readonly #bound: BoundMethod;
  readonly #context: ServerContext;
  /** The requests of a client-streaming or bidi method. */
  readonly #requests: MessageQueue<unknown> | undefined;
  #request: { readonly value: unknown } | undefined;
  /** The status is decided, here or by the client. */
  #over = false;
  #resume: (() => void) | undefined;

  constructor(
    stream: ServerStream,
    bound: BoundMethod,
    received: readonly MetadataEntry[] | undefined,
    timeoutMs: number,
    peer: PeerIdentity | undefined,
  ) {
    this.#stream = stream;
    this.#bound = bound;
    this.peer = peer;
    const deadline = timeoutMs === 0 ? undefined : performance.now() + timeoutMs;
    this.#context = new ServerContext(this, received, deadline);
    if (deadline !== undefined) deadlines.add(this, deadline);
    const { kind } = bound.method;
    if (kind === 'client-streaming' || kind === 'bidi-streaming')
      this.#requests = new MessageQueue<unknown>(this);
  }

  /** Begins: checks the metadata, and for a stream of requests calls the handler, which may answer before them. */
  begin(received: readonly MetadataEntry[] | undefined): void {
    if (received !== undefined) {
      try {
        void this.#context.metadata;
      } catch (error) {
        this.#fail(
          new RpcError(Code.INVALID_ARGUMENT, `the call's metadata: ${textOf(error)}`, { cause: error }),
        );
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
    if (!this.#over) this.#stream.sendHeaders(Metadata.entriesOf(metadata));
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
      this.#fail(
        new RpcError(Code.INTERNAL, `request of ${this.path} does not decode: ${textOf(error)}`, {
          cause: error,
        }),
      );
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
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  cancelled(code: number): void {
    this.#end(
      code === Code.DEADLINE_EXCEEDED
        ? new RpcError(Code.DEADLINE_EXCEEDED, `the client's deadline of ${this.path} has passed`)
        : new RpcError(Code.CANCELLED, `the client cancelled ${this.path}`),
    );
  }

  failed(failure: StreamFailure): void {
    const code = failure.reason === 'message-too-large' ? Code.RESOURCE_EXHAUSTED : Code.CANCELLED;
    this.#end(new RpcError(code, failure.message));
  }

  #run(request: unknown): void {
    const { kind } = this.#bound.method;
    let result: unknown;
    try {
      result = this.#bound.handler(request, this.#context);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (kind === 'server-streaming' || kind === 'bidi-streaming') void this.#respondAll(result);
    else if (isThenable(result)) {
      result.then(
        (response) => this.#respond(response),
        (error: unknown) => this.#fail(error),
      );
    } else this.#respond(result);
  }

  /** The one response of a unary or client-streaming method. */
  #respond(response: unknown): void {
    if (this.#over) return;
    try {
      this.#context.flushHeaders();
      this.#stream.finish({
        code: Code.OK,
        text: '',
        trailers: this.#context.finalTrailers(undefined),
        single: { encoder: this.#bound.method.output, message: response },
      });
    } catch (error) {
      this.#failResponse(error);
      return;
    }
    this.#end(undefined);
  }

  /** The responses of a server-streaming or bidi method, as credit allows. */
  async #respondAll(result: unknown): Promise<void> {
    const iterator = iteratorOf(result);
    if (iterator === undefined) {
      this.#fail(
        new RpcError(Code.INTERNAL, `the handler of ${this.path} returned nothing that can be iterated over`),
      );
      return;
    }
    const { output } = this.#bound.method;
    try {
      for (;;) {
        const next = await iterator.next();
        if (this.#over) {
          void iterator.return?.(undefined);
          return;
        }
        if (next.done === true) break;
        let goOn: boolean;
        try {
          this.#context.flushHeaders();
          goOn = this.#stream.send(output, next.value);
        } catch (error) {
          this.#failResponse(error);
          void iterator.return?.(undefined);
          return;
        }
        if (!goOn) {
          await new Promise<void>((resolve) => {
            this.#resume = resolve;
          });
        }
      }
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#succeed();
  }

  #succeed(): void {
    try {
      this.#context.flushHeaders();
      this.#stream.finish({ code: Code.OK, text: '', trailers: this.#context.finalTrailers(undefined) });
    } catch (error) {
      this.#failResponse(error);
      return;
    }
    this.#end(undefined);
  }

  #failResponse(error: unknown): void {
    this.#fail(new RpcError(Code.INTERNAL, `response of ${this.path}: ${textOf(error)}`, { cause: error }));
  }

  /** Ends the call with what was thrown; messages sent before it arrive before it. */
  #fail(thrown: unknown): void {
    if (this.#over) return;
    const error = RpcError.from(thrown);
    // A handler cannot end a call in OK by throwing it.
    const code = error.code === Code.OK ? Code.UNKNOWN : toCode(error.code);
    try {
      this.#context.flushHeaders();
      this.#stream.finish({ code, text: error.message, trailers: this.#context.finalTrailers(error) });
    } catch (tooLarge) {
      // The trailers pass the client's limit: the code and the text still arrive.
      this.#stream.finish({
        code,
        text: `${error.message} (without its trailers: ${textOf(tooLarge)})`,
        trailers: undefined,
      });
    }
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
    this.drained();
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

function iteratorOf(value: unknown): AsyncIterator<unknown> | Iterator<unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Symbol.asyncIterator in value) return (value as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  if (Symbol.iterator in value) return (value as Iterable<unknown>)[Symbol.iterator]();
  return undefined;
}
