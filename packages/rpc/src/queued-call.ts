// SPDX-License-Identifier: Apache-2.0
// An attempt of an intercepted call whose responses are iterated over: they go to a queue that outlives it.
import { type CallRouter, ClientCall } from './client-call.js';
import type { CommonCallOptions } from './client-types.js';
import type { MethodType } from './codegen/index.js';
import type { RpcError } from './rpc-error.js';

/** Takes messages as far as credit allows, whether or not somebody iterates: as a call without interceptors does. */
export class QueuedCall extends ClientCall {
  /** Settles with the status; messages before it may still wait in the queue. */
  readonly end: Promise<void>;
  readonly #push: (message: unknown, credit: number) => boolean;
  #resolve!: () => void;
  #reject!: (error: RpcError) => void;

  /** `push` returns false when nobody will take the message. */
  constructor(
    router: CallRouter,
    method: MethodType,
    options: CommonCallOptions | undefined,
    request: unknown,
    isStream: boolean,
    push: (message: unknown, credit: number) => boolean,
  ) {
    super(router, method, options, request, isStream);
    this.#push = push;
    this.end = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.begin();
  }

  override message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    this.answered();
    if (this.isSettled) return;
    const response = this.decode<unknown>(buffer, start, end);
    if (response !== undefined && !this.#push(response, credit)) this.release(credit);
  }

  /** A message was taken from the queue. */
  release(credit: number): void {
    if (credit > 0) this.stream?.release(credit);
  }

  protected override onSettled(error: RpcError | undefined): void {
    if (error === undefined) this.#resolve();
    else this.#reject(error);
  }
}
