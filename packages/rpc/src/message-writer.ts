// SPDX-License-Identifier: Apache-2.0
// Sends the messages of a stream one by one and makes the sender wait for credit. Both roles, iterables and send() alike.

/**
 * Sends one message; it is encoded before this returns. Returns undefined to go on at once, or a promise of the moment
 * at which there is credit for more.
 * @throws Error "ERR_SEND_PENDING" while that promise is pending: a sender that does not wait cannot fill the memory
 * @throws RpcError of the call once it is over; the promise rejects with it, too
 */
export type Send<T> = (message: T) => Promise<void> | undefined;

interface Pending {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** What a writer writes to. */
export interface WriterTarget {
  /** Encodes and sends a message; false when the next one has to wait for drained(). */
  put(message: unknown): boolean;
}

export class MessageWriter {
  readonly #target: WriterTarget;
  readonly #path: string;
  #pending: Pending | undefined;
  /** Whether drained() has come since the last put(); it may come from within. */
  #drained = false;
  #over: { readonly reason: unknown } | undefined;

  constructor(path: string, target: WriterTarget) {
    this.#path = path;
    this.#target = target;
  }

  /** For the user, too, without its `this`. */
  readonly send: Send<unknown> = (message) => {
    if (this.#over !== undefined || this.#pending !== undefined) throw this.#refusal();
    this.#drained = false;
    return this.#target.put(message) || this.#drained ? undefined : this.#wait();
  };

  /** There is credit for more. */
  drained(): void {
    this.#drained = true;
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.resolve();
  }

  /** The call is over: nothing can be sent any more. */
  end(reason: unknown): void {
    if (this.#over !== undefined) return;
    this.#over = { reason };
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(reason);
  }

  /** What send() throws. */
  #refusal(): unknown {
    return this.#over === undefined ? pendingError(this.#path) : this.#over.reason;
  }

  #wait(): Promise<void> {
    if (this.#over !== undefined) throw this.#over.reason;
    let handles!: Omit<Pending, 'promise'>;
    const promise = new Promise<void>((resolve, reject) => {
      handles = { resolve, reject };
    });
    // Whoever waits learns of the end; for one who does not it is no unhandled rejection.
    promise.catch(() => {});
    this.#pending = { promise, ...handles };
    return promise;
  }
}

function pendingError(path: string): Error {
  return Object.assign(
    new Error(
      `send() of ${path} was called while the one before waits for credit; await what send() returns`,
    ),
    { code: 'ERR_SEND_PENDING' },
  );
}
