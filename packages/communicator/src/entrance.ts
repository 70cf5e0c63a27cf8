// SPDX-License-Identifier: Apache-2.0
// The way into the file: it is opened, its positions are told to the others, a role is taken. Every step needs the file's
// lock and is done once; each call does what is missing, or says what is in the way.
import type { BroadcastFailure, NativeBroadcast } from '@memlane/shm/broadcast';
import type { CommunicatorError } from './error.js';
import { type Attempt, failureError } from './failure.js';

export class Entrance {
  readonly #native: NativeBroadcast;
  readonly #attempt: Attempt;
  /** In bytes; they count until the others know them. */
  readPosition = 0;
  writePosition = 0;
  #used = false;

  constructor(native: NativeBroadcast, attempt: Attempt) {
    this.#native = native;
    this.#attempt = attempt;
  }

  /** The others know the positions. */
  get used(): boolean {
    return this.#used;
  }

  open(): BroadcastFailure | undefined {
    return this.#native.open();
  }

  join(): BroadcastFailure | undefined {
    return this.#use() ?? this.#native.join();
  }

  /** @returns the bytes of the region that may be written now */
  claimWriter(): number | BroadcastFailure {
    return this.#use() ?? this.#native.claimWriter();
  }

  error(failure: BroadcastFailure): CommunicatorError {
    return failureError(failure, {
      ...this.#attempt,
      positions: [this.readPosition, this.writePosition],
    });
  }

  #use(): BroadcastFailure | undefined {
    if (this.#used) return undefined;
    const failure = this.open() ?? this.#native.use(this.readPosition, this.writePosition);
    this.#used = failure === undefined;
    return failure;
  }
}
