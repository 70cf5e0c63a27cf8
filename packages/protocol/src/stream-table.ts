// SPDX-License-Identifier: Apache-2.0
// The running streams of a session by id. Ids grow by one, so almost every stream has a slot of its own in an array;
// a Map would make a new table every few hundred calls, and those tables outlive the young generation (measured: 45 %
// of the time in the garbage collector at 64 calls in flight).

/** Slots; as many streams as a server runs for one connection by default. A power of two. */
const slotCount = 1024;
const mask = slotCount - 1;

export class StreamTable<S extends { readonly id: number }> {
  readonly #slots: (S | undefined)[] = new Array(slotCount).fill(undefined);
  /** Streams whose slot was taken by one that runs much longer. */
  readonly #overflow = new Map<number, S>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): S | undefined {
    const stream = this.#slots[id & mask];
    if (stream !== undefined && stream.id === id) return stream;
    return this.#overflow.size === 0 ? undefined : this.#overflow.get(id);
  }

  has(id: number): boolean {
    return this.get(id) !== undefined;
  }

  /** Adds a stream whose id is not in the table. */
  add(stream: S): void {
    const slot = stream.id & mask;
    if (this.#slots[slot] === undefined) this.#slots[slot] = stream;
    else this.#overflow.set(stream.id, stream);
    this.#size++;
  }

  delete(id: number): void {
    const slot = id & mask;
    if (this.#slots[slot]?.id === id) this.#slots[slot] = undefined;
    else if (!this.#overflow.delete(id)) return;
    this.#size--;
  }

  /** The streams of this moment, in no order. */
  values(): S[] {
    return [...this.#slots.filter((stream) => stream !== undefined), ...this.#overflow.values()];
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#overflow.clear();
    this.#size = 0;
  }
}
