// SPDX-License-Identifier: Apache-2.0
// Runs a server's interceptors around a handler.
import type { PeerIdentity } from '@memlane/transport';
import type { MethodType } from './codegen/index.js';
import { EndCallbacks } from './end-callbacks.js';
import {
  checkDeadline,
  checkOutcome,
  type EndCallback,
  endedOutside,
  type InterceptedCall,
  type Interceptor,
  type MessageMap,
  MessageMaps,
  type Outcome,
} from './interceptor.js';
import type { Metadata } from './metadata.js';
import { RpcError } from './rpc-error.js';
import type { ServerContext } from './server-context.js';

/** What an interception needs of its call. */
export interface InterceptionHost {
  readonly method: MethodType;
  setDeadline(deadline: number | undefined): void;
  /** Calls the handler; resolves with its one response, or when all its responses are sent. */
  handle(): Promise<unknown>;
}

/** The call ended before its request was whole: its interceptors, if any, learn of it, the handler does not. */
export function tellInterceptors(
  host: InterceptionHost,
  context: ServerContext,
  interceptors: readonly Interceptor[] | undefined,
  error: RpcError,
): void {
  if (interceptors === undefined) return;
  const interception = new ServerInterception(host, context);
  interception.end(error);
  interception.run(interceptors).catch(() => {});
}

export class ServerInterception implements InterceptedCall {
  readonly side = 'server';
  readonly maps: MessageMaps;
  readonly #host: InterceptionHost;
  readonly #context: ServerContext;
  readonly #endCallbacks = new EndCallbacks();
  #response: unknown;
  #abort: ((error: RpcError) => void) | undefined;
  /** What the call ended with, before its handler or without it. */
  #ended: RpcError | undefined;

  constructor(host: InterceptionHost, context: ServerContext) {
    this.#host = host;
    this.#context = context;
    this.maps = new MessageMaps(host.method.path);
  }

  /** Resolves with the one response, if there is one, when the outermost interceptor is done. */
  async run(interceptors: readonly Interceptor[]): Promise<unknown> {
    try {
      await this.#level(interceptors, 0);
    } catch (error) {
      this.abort(RpcError.from(error));
      throw error;
    }
    this.abort(endedOutside(this.method.path));
    return this.#response;
  }

  async #level(interceptors: readonly Interceptor[], index: number): Promise<Outcome> {
    const interceptor = interceptors[index];
    if (interceptor === undefined) {
      if (this.#ended !== undefined) throw this.#ended;
      try {
        this.#response = await new Promise<unknown>((resolve, reject) => {
          this.#abort = reject;
          this.#host.handle().then(resolve, reject);
        });
      } catch (error) {
        throw RpcError.from(error);
      } finally {
        this.#abort = undefined;
      }
    } else {
      let called = false;
      const next = async () => {
        if (called) throw new Error(`next() of ${this.method.path} was called twice`);
        called = true;
        return this.#level(interceptors, index + 1);
      };
      const outcome = await interceptor(this, () => {
        const result = next();
        // An interceptor that ends before it does may have left it; its rejection is none that nobody handles.
        result.catch(() => {});
        return result;
      });
      checkOutcome(outcome, this.method.path);
    }
    return { headers: this.#context.responseMetadata, trailers: this.#context.trailers };
  }

  /** The call is over: next() rejects, where the handler runs as well as where it has not been called. */
  abort(error: RpcError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    if (this.#abort === undefined) return;
    this.#abort(error);
    this.#context.abort(error);
  }

  /** The status is decided. */
  end(error: RpcError | undefined): void {
    this.abort(error ?? endedOutside(this.method.path));
    this.#endCallbacks.end(error);
  }

  // InterceptedCall

  get method(): MethodType {
    return this.#host.method;
  }

  get metadata(): Metadata {
    return this.#context.metadata;
  }

  get repeatable(): boolean {
    return false;
  }

  get deadline(): number | undefined {
    return this.#context.deadline;
  }

  set deadline(deadline: number | undefined) {
    this.#host.setDeadline(checkDeadline(deadline));
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }

  get peer(): PeerIdentity | undefined {
    return this.#context.peer;
  }

  onEnd(callback: EndCallback): void {
    this.#endCallbacks.add(callback);
  }

  mapRequests(map: MessageMap): void {
    this.maps.requests.push(map);
  }

  mapResponses(map: MessageMap): void {
    this.maps.responses.push(map);
  }
}

/** The requests of a stream, mapped as they are taken. */
export async function* mapRequests(
  requests: AsyncIterable<unknown>,
  maps: MessageMaps,
): AsyncIterableIterator<unknown> {
  for await (const request of requests) yield maps.request(request);
}
