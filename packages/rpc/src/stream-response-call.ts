// SPDX-License-Identifier: Apache-2.0
// Calls with a stream of responses: server-streaming and bidi.
import { type CallRouter, ClientCall } from './client-call.js';
import type { CommonCallOptions } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { MessageQueue, type QueueOwner } from './message-queue.js';
import { ResponseIterator } from './response-iterator.js';
import { RpcError } from './rpc-error.js';

/** Server-streaming and bidi: responses as an async iterator. Leaving the iteration cancels the call. */
export class StreamResponseCall<O> extends ClientCall implements QueueOwner {
  readonly #queue = new MessageQueue<O>(this);

  constructor(
    router: CallRouter,
    method: MethodType,
    options: CommonCallOptions | undefined,
    request: unknown,
    isStream: boolean,
  ) {
    super(router, method, options, request, isStream);
    this.begin();
  }

  override message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    this.answered();
    if (this.isSettled) return;
    const response = this.decode<O>(buffer, start, end);
    if (response !== undefined) this.#queue.push(response, credit);
  }

  /** For the user, who alone may hold it. */
  iterate(): ResponseIterator<O> {
    return new ResponseIterator(this.#queue);
  }

  taken(credit: number): void {
    if (credit > 0) this.stream?.release(credit);
  }

  abandoned(): void {
    this.abort(new RpcError(Code.CANCELLED, `the iteration over ${this.method.path} was left`));
  }

  protected override onSettled(error: RpcError | undefined): void {
    if (error === undefined) this.#queue.end();
    else this.#queue.fail(error);
  }
}
