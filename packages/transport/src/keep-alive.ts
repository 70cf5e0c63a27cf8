// SPDX-License-Identifier: Apache-2.0
// Keeps the process alive while it is referenced, for things that have no operating system handle.

/** Far beyond any process's life: the timer is there to be held, not to fire. */
const foreverMs = 0x7fff_ffff;

export class KeepAlive {
  #timer: NodeJS.Timeout | undefined = setInterval(() => {}, foreverMs);

  ref(): void {
    this.#timer?.ref();
  }

  unref(): void {
    this.#timer?.unref();
  }

  /** For good; ref() does nothing afterwards. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
