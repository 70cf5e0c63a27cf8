// SPDX-License-Identifier: Apache-2.0
// The way into the file: it is opened, its positions are told to the others, a role is taken. Every step needs the file's
// lock and is done once; each call does what is missing, or says what is in the way.
import { BroadcastCode, type BroadcastFailure, type NativeBroadcast } from '@memlane/shm/broadcast';
import type { CommunicatorError } from './error.js';
import { type Attempt, failureError } from './failure.js';
import { isPassing, LockLine, LockWait } from './lock-wait.js';

export class Entrance {
  readonly #native: NativeBroadcast;
  readonly #attempt: Attempt;
  /** In bytes; they count until the others know them. */
  readPosition = 0;
  writePosition = 0;
  #used = false;
  /** Of those who wait for a role. */
  readonly line = new LockLine();
  /** Keeps no process alive. */
  readonly #opening: LockWait;
  /** Why the file cannot be opened, once that does not pass. As after a constructor that throws, no call tries again. */
  #refusal: BroadcastFailure | undefined;

  constructor(native: NativeBroadcast, attempt: Attempt) {
    this.#native = native;
    this.#attempt = attempt;
    this.#opening = new LockWait(
      new LockLine(),
      () => this.#attemptOpen(),
      // What does not pass is a refusal by now; after everything else the next call tries anew.
      () => {},
    );
    this.#opening.setAlive(false);
  }

  /** The others know the positions. */
  get used(): boolean {
    return this.#used;
  }

  /** Opens the file: now, or by itself a little later. @returns what does not pass */
  open(): BroadcastFailure | undefined {
    const failure = this.#open();
    if (failure === undefined || !isPassing(failure)) return failure;
    this.#opening.start(failure);
    return undefined;
  }

  /** Nothing is done any more by itself. */
  close(): void {
    this.#opening.cancel();
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
    const failure = this.#open() ?? this.#native.use(this.readPosition, this.writePosition);
    this.#used = failure === undefined;
    return failure;
  }

  #open(): BroadcastFailure | undefined {
    // A large file is made by the timer alone: whoever asks meanwhile is not held up by another step.
    const making = this.#opening.waitsFor;
    if (making?.code === BroadcastCode.again) return making;
    const failure = this.#attemptOpen();
    if (failure?.code === BroadcastCode.again) this.#opening.start(failure);
    return failure;
  }

  #attemptOpen(): BroadcastFailure | undefined {
    if (this.#refusal !== undefined) return this.#refusal;
    const failure = this.#native.open();
    if (failure !== undefined && !isPassing(failure)) this.#refusal = failure;
    return failure;
  }
}
