// SPDX-License-Identifier: Apache-2.0
// Where the requests of a client-streaming or bidi call come from: the user's iterable or function. Used up at most once.
import { argumentTypeError } from './argument-error.js';
import type { RequestStream } from './client-types.js';
import { IteratorPump } from './iterator-pump.js';
import { type AnyIterator, iteratorOf, leave } from './iterators.js';
import type { MessageWriter, Send } from './message-writer.js';

export class RequestSource {
  readonly #iterator: AnyIterator | undefined;
  readonly #sender: ((send: Send<unknown>) => unknown) | undefined;
  #pump: IteratorPump | undefined;
  #taken = false;
  #over = false;

  /** @throws TypeError when `requests` is no iterable and no function */
  constructor(requests: RequestStream<unknown>) {
    if (typeof requests === 'function') this.#sender = requests;
    else this.#iterator = iteratorOf(requests);
    if (this.#sender === undefined && this.#iterator === undefined)
      throw argumentTypeError('requests', 'an AsyncIterable, an Iterable or a function', requests);
  }

  /** A request may have been taken: what is left is not all of them. */
  get taken(): boolean {
    return this.#taken;
  }

  /** Sends all requests; once. Rejects with what iterable, function or `writer` throw. */
  async sendAll(writer: MessageWriter): Promise<void> {
    this.#taken = true;
    const iterator = this.#iterator;
    if (iterator === undefined) {
      await this.#sender?.(writer.send);
      return;
    }
    if (this.#over) return;
    this.#pump = new IteratorPump(iterator, writer);
    await this.#pump.run();
  }

  /** Nobody wants more of them; the iterable is told. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#pump !== undefined) this.#pump.leave();
    else if (this.#iterator !== undefined) leave(this.#iterator);
  }
}

/** The requests as one attempt of an intercepted call sends them. The source is not the attempt's: it may outlive it. */
export class AttemptRequests {
  constructor(
    readonly source: RequestSource,
    readonly map: (message: unknown) => unknown,
  ) {}
}
