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

export class MessageWriter {
  readonly #put: (message: unknown) => boolean;
  readonly #path: string;
  #pending: Pending | undefined;
  /** Whether drained() has come since the last put(); it may come from within. */
  #drained = false;
  #over: { readonly reason: unknown } | undefined;

  /** `put` encodes and sends a message and returns false when the next one has to wait for drained(). */
  constructor(path: string, put: (message: unknown) => boolean) {
    this.#path = path;
    this.#put = put;
  }

  /** As Send, which it is for. */
  send(message: unknown): Promise<void> | undefined {
    if (this.#over !== undefined) throw this.#over.reason;
    if (this.#pending !== undefined) throw pendingError(this.#path);
    this.#drained = false;
    if (this.#put(message) || this.#drained) return undefined;
    if (this.#over !== undefined) throw (this.#over as { readonly reason: unknown }).reason;
    let handles!: Omit<Pending, 'promise'>;
    const promise = new Promise<void>((resolve, reject) => {
      handles = { resolve, reject };
    });
    // Whoever waits learns of the end; for one who does not it is no unhandled rejection.
    promise.catch(() => {});
    this.#pending = { promise, ...handles };
    return promise;
  }

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
}

function pendingError(path: string): Error {
  return Object.assign(
    new Error(
      `send() of ${path} was called while the one before waits for credit; await what send() returns`,
    ),
    { code: 'ERR_SEND_PENDING' },
  );
}
