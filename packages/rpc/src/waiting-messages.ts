// SPDX-License-Identifier: Apache-2.0
// First in, first out: messages that have arrived, each with the credit that it holds. Its array is kept, so that messages
// that come and go make nothing.

/** An array longer than this is not kept once it is empty. */
const keepSlots = 16 * 1024;

export class WaitingMessages<T> {
  /** Messages and their credits, alternating, in `[#head, #tail)`; undefined elsewhere. */
  #slots: unknown[] = [];
  #head = 0;
  #tail = 0;

  get isEmpty(): boolean {
    return this.#head === this.#tail;
  }

  push(message: T, credit: number): void {
    const tail = this.#tail;
    // Half of the array is behind the head: it is longer than it has to be.
    if (this.#head > keepSlots && this.#head * 2 > tail) this.#moveUp();
    this.#slots[this.#tail] = message;
    this.#slots[this.#tail + 1] = credit;
    this.#tail += 2;
  }

  /** Credit of the message that shift() gives next. */
  get firstCredit(): number {
    return this.#slots[this.#head + 1] as number;
  }

  shift(): T {
    const head = this.#head;
    const message = this.#slots[head] as T;
    this.#slots[head] = undefined;
    this.#head = head + 2;
    if (this.#head === this.#tail) this.#restart();
    return message;
  }

  clear(): void {
    this.#slots = [];
    this.#head = 0;
    this.#tail = 0;
  }

  #restart(): void {
    if (this.#tail > keepSlots) this.#slots = [];
    this.#head = 0;
    this.#tail = 0;
  }

  #moveUp(): void {
    this.#slots = this.#slots.slice(this.#head, this.#tail);
    this.#tail -= this.#head;
    this.#head = 0;
  }
}
