// SPDX-License-Identifier: Apache-2.0
// The calls of a client that wait in line, oldest first. One given up leaves at once what it held.
import type { Waiting } from './call-request.js';

/** Places that are empty or given up and are cleaned away together. */
const slack = 64;

export class CallLine {
  #places: (Waiting | undefined)[] = [];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(waiting: Waiting): void {
    this.#places.push(waiting);
    this.#size++;
  }

  /** Takes the oldest call whose stream has not ended. */
  shift(): Waiting | undefined {
    while (this.#head < this.#places.length) {
      const waiting = this.#places[this.#head];
      this.#places[this.#head++] = undefined;
      if (waiting === undefined || waiting.stream.ended) continue;
      this.#size--;
      this.#clean();
      return waiting;
    }
    return undefined;
  }

  /** One of the streams in line has ended. */
  ended(): void {
    this.#size--;
    this.#clean();
  }

  /** Takes all that are left. */
  takeAll(): Waiting[] {
    const all = this.#places.filter((waiting) => waiting !== undefined && !waiting.stream.ended);
    this.#places = [];
    this.#head = 0;
    this.#size = 0;
    return all as Waiting[];
  }

  /** Once more than half of the places hold nothing: so each call is moved a bounded number of times. */
  #clean(): void {
    if (this.#places.length - this.#size * 2 <= slack) return;
    this.#places = this.#places.filter((waiting) => waiting !== undefined && !waiting.stream.ended);
    this.#head = 0;
  }
}
