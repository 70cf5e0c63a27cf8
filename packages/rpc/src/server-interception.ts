// SPDX-License-Identifier: Apache-2.0
// Runs a server's interceptors around a handler.
import type { PeerIdentity } from '@memlane/transport';
import type { MethodType } from './codegen/index.js';
import {
  checkDeadline,
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

export class ServerInterception implements InterceptedCall {
  readonly side = 'server';
  readonly maps: MessageMaps;
  readonly #host: InterceptionHost;
  readonly #context: ServerContext;
  #response: unknown;
  #abort: ((error: RpcError) => void) | undefined;

  constructor(host: InterceptionHost, context: ServerContext) {
    this.#host = host;
    this.#context = context;
    this.maps = new MessageMaps(host.method.path);
  }

  /** Resolves with the one response, if there is one, when the outermost interceptor is done. */
  async run(interceptors: readonly Interceptor[]): Promise<unknown> {
    await this.#level(interceptors, 0);
    return this.#response;
  }

  async #level(interceptors: readonly Interceptor[], index: number): Promise<Outcome> {
    const interceptor = interceptors[index];
    if (interceptor === undefined) {
      try {
        this.#response = await new Promise<unknown>((resolve, reject) => {
          this.#abort = reject;
          this.#host.handle().then(resolve, reject);
        });
      } catch (error) {
        throw RpcError.from(error);
      }
    } else {
      let called = false;
      await interceptor(this, async () => {
        if (called) throw new Error(`next() of ${this.method.path} was called twice`);
        called = true;
        return this.#level(interceptors, index + 1);
      });
    }
    return { headers: this.#context.responseMetadata, trailers: this.#context.trailers };
  }

  /** The call is over before its handler is: next() rejects. */
  abort(error: RpcError): void {
    this.#abort?.(error);
  }

  // InterceptedCall

  get method(): MethodType {
    return this.#host.method;
  }

  get metadata(): Metadata {
    return this.#context.metadata;
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
