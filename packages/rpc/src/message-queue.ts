// SPDX-License-Identifier: Apache-2.0
// Messages that have arrived and wait to be iterated over. Taking one gives its credit back: that is the back-pressure.
import { WaitingMessages } from './waiting-messages.js';

/** What the queue does to its stream. */
export interface QueueOwner {
  /** A message was taken: give its credit back. */
  taken(credit: number): void;
  /** The iteration was left before its end. */
  abandoned(): void;
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** A single-use async iterator. Bounded by the credit of its stream, not by itself. */
export class MessageQueue<T> implements AsyncIterableIterator<T, undefined> {
  readonly #owner: QueueOwner;
  readonly #messages = new WaitingMessages<T>();
  #waiters: Waiter<T>[] = [];
  #state: 'open' | 'ended' | 'failed' = 'open';
  #error: unknown;
  #orphaned = false;

  constructor(owner: QueueOwner) {
    this.#owner = owner;
  }

  /** False when nobody will take the message: its credit is the caller's to give back. */
  push(message: T, credit: number): boolean {
    if (this.#state !== 'open') return false;
    if (this.#waiters.length === 0) this.#messages.push(message, credit);
    else this.#handOver(this.#waiters.shift() as Waiter<T>, message, credit);
    return true;
  }

  /** No more messages; those that wait can still be taken. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(done);
  }

  /** The next next() after those that wait rejects with `error`. */
  fail(error: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    const waiters = this.#waiters.splice(0);
    if (waiters.length === 0) this.#error = error;
    else {
      this.#state = 'ended';
      waiters[0]?.reject(error);
      for (const waiter of waiters.slice(1)) waiter.resolve(done);
    }
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const messages = this.#messages;
    if (!messages.isEmpty) {
      const credit = messages.firstCredit;
      const value = messages.shift();
      this.#owner.taken(credit);
      return Promise.resolve({ done: false, value });
    }
    if (this.#state === 'failed') {
      this.#state = 'ended';
      return Promise.reject(this.#error);
    }
    if (this.#state === 'ended') return Promise.resolve(done);
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Leaves the iteration: drops what waits and tells the owner. */
  return(): Promise<IteratorResult<T, undefined>> {
    const wasOpen = this.#state === 'open';
    this.#state = 'ended';
    this.#messages.clear();
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(done);
    if (wasOpen) this.#owner.abandoned();
    return Promise.resolve(done);
  }

  /** Nobody can call next() any more: the iteration is left once those that wait have what they wait for. */
  orphan(): void {
    this.#orphaned = true;
    if (this.#waiters.length === 0) void this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #handOver(waiter: Waiter<T>, message: T, credit: number): void {
    this.#owner.taken(credit);
    waiter.resolve({ done: false, value: message });
    if (this.#orphaned) this.orphan();
  }
}
