// SPDX-License-Identifier: Apache-2.0
// Calls with a stream of responses that go to a callback: server-streaming and bidi with `onMessage`.
import { type CallRouter, ClientCall } from './client-call.js';
import type { CallbackOptions } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { RpcError, textOf } from './rpc-error.js';
import { WaitingMessages } from './waiting-messages.js';

/** Calls back for one response after the other and gives the credit of each back when the callback is done with it. */
export class CallbackCall<O> extends ClientCall {
  /** Resolves after the last callback, when the status is OK. */
  readonly done: Promise<void>;
  readonly #onMessage: (message: O) => unknown;
  #resolve!: () => void;
  #reject!: (error: RpcError) => void;
  /** The callback has returned a promise that is pending; responses wait. */
  #busy = false;
  readonly #waiting = new WaitingMessages<O>();
  /** Given up on this side: neither responses nor callbacks are waited for. */
  #givenUp = false;
  /** The outcome, which waits for the callbacks before it. */
  #outcome: { readonly error: RpcError | undefined } | undefined;

  constructor(
    router: CallRouter,
    method: MethodType,
    options: CallbackOptions<O>,
    request: unknown,
    isStream: boolean,
  ) {
    super(router, method, options, request, isStream);
    this.#onMessage = options.onMessage;
    this.done = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.begin();
  }

  override message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    this.answered();
    if (this.isSettled) return;
    const response = this.decode<O>(buffer, start, end);
    if (response === undefined) return;
    if (this.#busy) this.#waiting.push(response, credit);
    else this.#deliver(response, credit);
  }

  override abort(error: RpcError): void {
    if (this.isSettled) return;
    this.#givenUp = true;
    this.#waiting.clear();
    super.abort(error);
  }

  protected override onSettled(error: RpcError | undefined): void {
    this.#outcome = { error };
    if (!this.#busy || this.#givenUp) this.#conclude();
  }

  #deliver(message: O, credit: number): void {
    let result: unknown;
    let isPromise: boolean;
    try {
      result = this.#onMessage(message);
      isPromise = result !== undefined && typeof (result as { then?: unknown } | null)?.then === 'function';
    } catch (error) {
      this.#callbackFailed(error);
      return;
    }
    if (!isPromise) {
      this.#taken(credit);
      return;
    }
    this.#busy = true;
    Promise.resolve(result).then(
      () => {
        this.#busy = false;
        this.#taken(credit);
        this.#deliverWaiting();
      },
      (error: unknown) => {
        this.#busy = false;
        this.#callbackFailed(error);
      },
    );
  }

  #deliverWaiting(): void {
    while (!this.#waiting.isEmpty && !this.#busy) {
      const credit = this.#waiting.firstCredit;
      this.#deliver(this.#waiting.shift(), credit);
    }
    if (!this.#busy && this.#outcome !== undefined) this.#conclude();
  }

  #taken(credit: number): void {
    if (credit > 0) this.stream?.release(credit);
  }

  #callbackFailed(cause: unknown): void {
    this.#waiting.clear();
    const error = new RpcError(Code.CANCELLED, `onMessage of ${this.method.path} failed: ${textOf(cause)}`, {
      cause,
    });
    if (this.#outcome === undefined) this.abort(error);
    else {
      this.#outcome = { error };
      this.#conclude();
    }
  }

  #conclude(): void {
    const error = this.#outcome?.error;
    if (error === undefined) this.#resolve();
    else this.#reject(error);
  }
}
