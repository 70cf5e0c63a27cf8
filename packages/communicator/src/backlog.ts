// SPDX-License-Identifier: Apache-2.0
// What was written before there was a place to write: copied, in order, each message with its own promise.
import { checkSize } from './arguments.js';
import { type CommunicatorError, forgive } from './error.js';

interface Entry {
  readonly bytes: Buffer;
  readonly promise: Promise<void>;
  readonly resolve: (published: Promise<void> | void) => void;
  readonly reject: (error: CommunicatorError) => void;
}

export class Backlog {
  readonly #maxMessageBytes: number;
  #entries: Entry[] = [];

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Settles with what becomes of the message. The bytes are copied. @throws CommunicatorError "message-too-large" */
  add(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    checkSize(bytes.length, this.#maxMessageBytes);
    let resolve!: Entry['resolve'];
    let reject!: Entry['reject'];
    const promise = new Promise<void>((onPublished, onFailed) => {
      resolve = onPublished;
      reject = onFailed;
    });
    this.#entries.push({
      bytes: bytes === data ? Buffer.from(bytes) : (bytes as Buffer),
      promise,
      resolve,
      reject,
    });
    return promise;
  }

  /** Gives all of it to `write`, in order. */
  drainTo(write: (bytes: Uint8Array) => Promise<void>): void {
    for (const { bytes, promise, resolve } of this.#take()) {
      const published = write(bytes);
      published.catch((error: CommunicatorError) => forgive(promise, error));
      resolve(published);
    }
  }

  reject(error: CommunicatorError): void {
    for (const entry of this.#take()) {
      forgive(entry.promise, error);
      entry.reject(error);
    }
  }

  #take(): Entry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }
}
