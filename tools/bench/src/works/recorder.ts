// SPDX-License-Identifier: Apache-2.0
// Keeps one number per call without making garbage while calls run.

const firstCapacity = 1 << 17;

export class Recorder {
  #numbers = new Float64Array(firstCapacity);
  #length = 0;

  add(value: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = value;
  }

  clear(): void {
    this.#length = 0;
  }

  /** What was added, in order. A copy owned by the caller. */
  values(): Float64Array {
    return this.#numbers.slice(0, this.#length);
  }
}
