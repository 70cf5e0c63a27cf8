// SPDX-License-Identifier: Apache-2.0
// Listening to AbortSignals of users: one listener on a signal, however many of Memlane's own wait for it. Node takes
// more than ten on one for a leak and warns; a signal shared by a thousand calls is ordinary.

const shared = new WeakMap<AbortSignal, SharedListener>();

class SharedListener {
  readonly #signal: AbortSignal;
  readonly #callbacks = new Set<() => void>();
  readonly #onAbort = () => {
    for (const callback of [...this.#callbacks]) {
      // One that ended another has taken it out.
      if (this.#callbacks.has(callback)) callback();
    }
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(callback: () => void): void {
    if (this.#callbacks.size === 0) this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#callbacks.add(callback);
  }

  remove(callback: () => void): void {
    if (!this.#callbacks.delete(callback) || this.#callbacks.size > 0) return;
    this.#signal.removeEventListener('abort', this.#onAbort);
    shared.delete(this.#signal);
  }
}

/**
 * Has `callback` called when one of the signals is aborted; not for those that are already. It must not throw.
 * @returns what ends it; nothing of it is left on the signals then
 */
export function onAbort(signals: readonly (AbortSignal | undefined)[], callback: () => void): () => void {
  // A callback of its own, so that whoever listens twice with the same function ends one at a time.
  const own = () => callback();
  for (const signal of signals) {
    if (signal === undefined) continue;
    let listener = shared.get(signal);
    if (listener === undefined) {
      listener = new SharedListener(signal);
      shared.set(signal, listener);
    }
    listener.add(own);
  }
  return () => {
    for (const signal of signals) if (signal !== undefined) shared.get(signal)?.remove(own);
  };
}
