// SPDX-License-Identifier: Apache-2.0
// Calls with one response: unary and client-streaming.
import { type CallRouter, ClientCall } from './client-call.js';
import type { CommonCallOptions } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { RpcError } from './rpc-error.js';

/** Unary and client-streaming: one response, as a promise. */
export class SingleResponseCall<O> extends ClientCall {
  readonly promise: Promise<O>;
  #resolve!: (value: O) => void;
  #reject!: (error: RpcError) => void;
  #response: O | undefined;

  constructor(
    router: CallRouter,
    method: MethodType,
    options: CommonCallOptions | undefined,
    request: unknown,
    isStream: boolean,
  ) {
    super(router, method, options, request, isStream);
    this.promise = new Promise<O>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.begin();
  }

  override message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    this.answered();
    if (this.isSettled) return;
    if (this.#response !== undefined) {
      this.abort(new RpcError(Code.INTERNAL, `${this.method.path} got more than one response`));
      return;
    }
    this.#response = this.decode<O>(buffer, start, end);
    if (credit > 0) this.stream?.release(credit);
  }

  protected override onSettled(error: RpcError | undefined): void {
    if (error !== undefined) this.#reject(error);
    else if (this.#response === undefined) {
      this.#reject(new RpcError(Code.INTERNAL, `${this.method.path} ended OK without a response`));
    } else this.#resolve(this.#response);
  }
}
