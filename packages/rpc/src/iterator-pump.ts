// SPDX-License-Identifier: Apache-2.0
// Sends what a user's iterator yields, one message after the other. A step is what `await iterator.next()` would be, without
// an async function around it: its closures are made once and not for each message.
import { type AnyIterator, leave } from './iterators.js';
import type { MessageWriter } from './message-writer.js';

type Result = IteratorResult<unknown, unknown>;

export class IteratorPump {
  readonly #iterator: AnyIterator;
  readonly #writer: MessageWriter;
  #over = false;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor(iterator: AnyIterator, writer: MessageWriter) {
    this.#iterator = iterator;
    this.#writer = writer;
  }

  /** Once. Resolves at the end of the iterator, or after leave(); rejects with what iterator or writer throw. */
  run(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#ask();
    });
  }

  /** Nothing is sent any more. The iterator is told, unless it has come to its end. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    leave(this.#iterator);
  }

  readonly #ask = (): void => {
    if (this.#over) {
      this.#resolve();
      return;
    }
    try {
      // An iterator that is not asynchronous gives no promise; one that breaks the rules anything.
      Promise.resolve(this.#iterator.next() as Result | Promise<Result>).then(this.#take, this.#reject);
    } catch (error) {
      this.#reject(error);
    }
  };

  readonly #take = (result: Result): void => {
    try {
      if (this.#over || result.done === true) {
        this.#over = true;
        this.#resolve();
        return;
      }
      const credit = this.#writer.send(result.value);
      if (credit === undefined) this.#ask();
      else credit.then(this.#ask, this.#reject);
    } catch (error) {
      this.#reject(error);
    }
  };
}
