// SPDX-License-Identifier: Apache-2.0
// Moves the requests of a client-streaming or bidi call from the user's iterable or function to the stream, as credit
// allows.
import type { ClientStream } from '@memlane/protocol';
import { argumentTypeError } from './argument-error.js';
import { requestError } from './client-errors.js';
import type { RequestStream } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { type AnyIterator, isIterable, iteratorOf, leave } from './iterators.js';
import { MessageWriter, type Send } from './message-writer.js';
import { RpcError, textOf } from './rpc-error.js';

export class RequestPump {
  readonly #iterator: AnyIterator | undefined;
  readonly #sender: ((send: Send<unknown>) => unknown) | undefined;
  readonly #method: MethodType;
  readonly #onError: (error: RpcError) => void;
  #writer: MessageWriter | undefined;
  #stopped = false;
  /** What a request that does not fit its type was refused with. */
  #refused: RpcError | undefined;

  /** @throws TypeError when `requests` is no iterable and no function */
  constructor(requests: RequestStream<unknown>, method: MethodType, onError: (error: RpcError) => void) {
    this.#method = method;
    this.#onError = onError;
    if (typeof requests === 'function') this.#sender = requests;
    else this.#iterator = iteratorOf(requests);
    if (this.#sender === undefined && this.#iterator === undefined) throw noRequests(requests);
  }

  /** True once a request may have been taken from the user. */
  get started(): boolean {
    return this.#writer !== undefined;
  }

  start(stream: ClientStream): void {
    if (this.#stopped) return;
    const writer = new MessageWriter(this.#method.path, (message) => this.#put(stream, message));
    this.#writer = writer;
    void this.#run(stream, writer);
  }

  /** The stream can take more. */
  drained(): void {
    this.#writer?.drained();
  }

  /** The call has settled: iterable or function are told that nobody listens any more. */
  stop(error: RpcError | undefined): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#writer?.end(error ?? new RpcError(Code.CANCELLED, `${this.#method.path} has ended`));
    if (this.#iterator !== undefined) leave(this.#iterator);
  }

  async #run(stream: ClientStream, writer: MessageWriter): Promise<void> {
    try {
      if (this.#iterator === undefined) await this.#sender?.((message) => writer.send(message));
      else await this.#sendAll(this.#iterator, writer);
    } catch (error) {
      if (!this.#stopped) this.#onError(this.#sourceError(error));
      return;
    }
    if (this.#stopped) return;
    this.#stopped = true;
    writer.end(new RpcError(Code.CANCELLED, `the requests of ${this.#method.path} have ended`));
    stream.halfClose();
  }

  async #sendAll(iterator: AnyIterator, writer: MessageWriter): Promise<void> {
    while (!this.#stopped) {
      const result = await iterator.next();
      if (this.#stopped || result.done === true) return;
      const credit = writer.send(result.value);
      if (credit !== undefined) await credit;
    }
  }

  /** False when the stream asks to wait. */
  #put(stream: ClientStream, message: unknown): boolean {
    try {
      return stream.send(this.#method.input, message);
    } catch (error) {
      this.#refused = requestError(this.#method.path, error);
      throw this.#refused;
    }
  }

  #sourceError(error: unknown): RpcError {
    if (error === this.#refused && this.#refused !== undefined) return this.#refused;
    return new RpcError(Code.CANCELLED, `the requests of ${this.#method.path} failed: ${textOf(error)}`, {
      cause: error,
    });
  }
}

/** @throws TypeError when `requests` is no iterable and no function */
export function checkRequests(requests: unknown): void {
  if (typeof requests !== 'function' && !isIterable(requests)) throw noRequests(requests);
}

function noRequests(requests: unknown): TypeError {
  return argumentTypeError('requests', 'an AsyncIterable, an Iterable or a function', requests);
}
