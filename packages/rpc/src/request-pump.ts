// SPDX-License-Identifier: Apache-2.0
// Moves the requests of a client-streaming or bidi call from the user's iterable to the stream, as credit allows.
import type { ClientStream } from '@memlane/protocol';
import { argumentTypeError } from './argument-error.js';
import type { RequestStream } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { RpcError } from './rpc-error.js';

type AnyIterator = AsyncIterator<unknown> | Iterator<unknown>;

export class RequestPump {
  readonly #iterator: AnyIterator;
  readonly #method: MethodType;
  readonly #onError: (error: RpcError) => void;
  #stopped = false;
  #started = false;
  #resume: (() => void) | undefined;

  /** @throws TypeError when `requests` cannot be iterated over */
  constructor(requests: RequestStream<unknown>, method: MethodType, onError: (error: RpcError) => void) {
    this.#iterator = iteratorOf(requests);
    this.#method = method;
    this.#onError = onError;
  }

  /** True once a request may have been taken from the iterable. */
  get started(): boolean {
    return this.#started;
  }

  start(stream: ClientStream): void {
    if (this.#stopped) return;
    this.#started = true;
    void this.#run(stream);
  }

  /** The stream can take more. */
  drained(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /** The call has settled: the iterable is told that nobody listens any more. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.drained();
    this.#leave();
  }

  async #run(stream: ClientStream): Promise<void> {
    try {
      while (!this.#stopped) {
        const result = await this.#iterator.next();
        if (this.#stopped) return;
        if (result.done === true) {
          this.#stopped = true;
          stream.halfClose();
          return;
        }
        if (!this.#send(stream, result.value)) {
          await new Promise<void>((resolve) => {
            this.#resume = resolve;
          });
        }
      }
    } catch (error) {
      if (this.#stopped) return;
      this.#stopped = true;
      this.#onError(
        new RpcError(
          Code.CANCELLED,
          `the requests of ${this.#method.path} failed: ${(error as Error)?.message ?? String(error)}`,
          {
            cause: error,
          },
        ),
      );
    }
  }

  /** False when the stream asks to wait. */
  #send(stream: ClientStream, message: unknown): boolean {
    try {
      return stream.send(this.#method.input, message);
    } catch (error) {
      this.#stopped = true;
      this.#leave();
      this.#onError(
        new RpcError(Code.INVALID_ARGUMENT, `request of ${this.#method.path}: ${(error as Error).message}`, {
          cause: error,
        }),
      );
      return true;
    }
  }

  #leave(): void {
    try {
      // An async generator that waits inside runs its `finally` when it comes back; nobody waits for that here.
      const left = this.#iterator.return?.(undefined);
      if (left instanceof Promise) left.catch(() => {});
    } catch {
      // The call has its outcome already; an iterator that fails while being left changes nothing.
    }
  }
}

function iteratorOf(requests: RequestStream<unknown>): AnyIterator {
  if (typeof requests === 'object' && requests !== null) {
    if (Symbol.asyncIterator in requests) return requests[Symbol.asyncIterator]();
    if (Symbol.iterator in requests) return requests[Symbol.iterator]();
  }
  throw argumentTypeError('requests', 'an AsyncIterable or Iterable', requests);
}
