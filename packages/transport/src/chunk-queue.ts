// SPDX-License-Identifier: Apache-2.0
// Bytes in order as they came, in arrays that the queue owns, read in pieces of any size.

export class ChunkQueue {
  #chunks: Uint8Array[] = [];
  /** Bytes of the first chunk that are gone. */
  #offset = 0;
  #first = 0;
  #length = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Takes `chunk` over. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Copies at most `length` bytes out; returns how many. */
  shift(into: Uint8Array, offset: number, length: number): number {
    let taken = 0;
    while (taken < length && this.#length > 0) {
      const chunk = this.#chunks[this.#first] as Uint8Array;
      const count = Math.min(length - taken, chunk.length - this.#offset);
      into.set(chunk.subarray(this.#offset, this.#offset + count), offset + taken);
      taken += count;
      this.#length -= count;
      this.#offset += count;
      if (this.#offset === chunk.length) this.#next();
    }
    return taken;
  }

  #next(): void {
    this.#offset = 0;
    this.#first++;
    if (this.#first === this.#chunks.length) {
      this.#chunks.length = 0;
      this.#first = 0;
    } else if (this.#first > 64) {
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    }
  }
}
