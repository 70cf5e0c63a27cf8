// SPDX-License-Identifier: Apache-2.0
// A bounded queue of bytes in one array: what a pipe within the process holds.

export class ByteQueue {
  readonly #bytes: Uint8Array;
  #head = 0;
  #length = 0;

  /** `capacity` in bytes. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Copies as much of `from[offset, offset + length)` as there is room for; returns how much. */
  push(from: Uint8Array, offset: number, length: number): number {
    const capacity = this.#bytes.length;
    const count = Math.min(length, capacity - this.#length);
    const tail = (this.#head + this.#length) % capacity;
    const first = Math.min(count, capacity - tail);
    this.#bytes.set(from.subarray(offset, offset + first), tail);
    this.#bytes.set(from.subarray(offset + first, offset + count), 0);
    this.#length += count;
    return count;
  }

  /** Copies at most `length` bytes out; returns how many. */
  shift(into: Uint8Array, offset: number, length: number): number {
    const capacity = this.#bytes.length;
    const count = Math.min(length, this.#length);
    const first = Math.min(count, capacity - this.#head);
    into.set(this.#bytes.subarray(this.#head, this.#head + first), offset);
    into.set(this.#bytes.subarray(0, count - first), offset + first);
    this.#head = (this.#head + count) % capacity;
    this.#length -= count;
    return count;
  }
}
