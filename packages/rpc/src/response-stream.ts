// SPDX-License-Identifier: Apache-2.0
// The responses of a server-streaming or bidi handler: those it yields or returns as an iterable, or those it sends.
import { Code } from './code.js';
import { IteratorPump } from './iterator-pump.js';
import { type AnyIterator, isIterable, iteratorOf, leave } from './iterators.js';
import { MessageWriter, type Send, type WriterTarget } from './message-writer.js';
import { RpcError } from './rpc-error.js';
import { responseRefused } from './server-errors.js';

export class ResponseStream {
  readonly #path: string;
  readonly #writer: MessageWriter;
  #pump: IteratorPump | undefined;
  #over = false;

  constructor(path: string, target: WriterTarget) {
    this.#path = path;
    this.#writer = new MessageWriter(path, target);
  }

  get send(): Send<unknown> {
    return this.#writer.send;
  }

  drained(): void {
    this.#writer.drained();
  }

  /** The call is over: the handler's iterator is left, its send() throws `reason`. */
  end(reason: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#writer.end(reason);
    this.#pump?.leave();
  }

  /** Sends what a handler has returned. Resolves when all of it is sent, rejects with what ended it before. */
  async run(returned: unknown): Promise<void> {
    const iterator = this.#isIterable(returned) ? iteratorOf(returned) : await this.#sender(returned);
    if (iterator === undefined) return;
    if (this.#over) {
      leave(iterator);
      return;
    }
    this.#pump = new IteratorPump(iterator, this.#writer);
    await this.#pump.run();
  }

  /** Waits for a handler that sends; the iterator, if its promise brings one. */
  async #sender(returned: unknown): Promise<AnyIterator | undefined> {
    if (this.#look(() => typeof (returned as { then?: unknown } | undefined)?.then === 'function')) {
      const value = await (returned as PromiseLike<unknown>);
      if (value === undefined) return undefined;
      if (this.#isIterable(value)) return iteratorOf(value);
    }
    throw new RpcError(
      Code.INTERNAL,
      `the handler of ${this.#path} returned nothing that can be iterated over, and no promise of its end`,
    );
  }

  #isIterable(value: unknown): boolean {
    return this.#look(() => isIterable(value));
  }

  /** @throws RpcError INTERNAL for what fails when it is asked what it is */
  #look(ask: () => boolean): boolean {
    try {
      return ask();
    } catch (error) {
      throw responseRefused(this.#path, error);
    }
  }
}
