// SPDX-License-Identifier: Apache-2.0
// What the user of a stream of responses holds. Nothing inside refers to it, so that its collection tells that nobody
// will iterate any more.
import type { MessageQueue } from './message-queue.js';

/** Iterators that are gone leave their queues, which cancels their calls: an abandoned stream holds no credit for ever. */
const collected = new FinalizationRegistry<MessageQueue<unknown>>((queue) => queue.orphan());

export class ResponseIterator<O> implements AsyncIterableIterator<O, undefined> {
  readonly #queue: MessageQueue<O>;

  constructor(queue: MessageQueue<O>) {
    this.#queue = queue;
    collected.register(this, queue as MessageQueue<unknown>);
  }

  next(): Promise<IteratorResult<O, undefined>> {
    return this.#queue.next();
  }

  return(): Promise<IteratorResult<O, undefined>> {
    return this.#queue.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
