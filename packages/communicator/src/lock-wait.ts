// SPDX-License-Identifier: Apache-2.0
// Patience with the file's lock, which another process has, and with a large file, which is made in steps: tries again from
// a timer, so that nothing blocks meanwhile.
import { BroadcastCode, type BroadcastFailure } from '@memlane/shm/broadcast';

/** From look to look, in ms. Who runs has the lock for microseconds; who is stopped may have it for long. */
const firstPauseMs = 1;
const maxPauseMs = 50;
/** How long is waited, in ms: for a process that comes or goes, and for one that makes the file. */
const busyMs = 1000;
const beingMadeMs = 30_000;

const passing: readonly number[] = [BroadcastCode.busy, BroadcastCode.beingMade, BroadcastCode.again];

/** True for what may be over a moment later. */
export function isPassing(failure: BroadcastFailure): boolean {
  return passing.includes(failure.code);
}

/** Those who wait for the same lock, in the order in which they were asked to: what was called first comes first. */
export class LockLine {
  readonly #waits = new Set<LockWait>();

  add(wait: LockWait): void {
    this.#waits.add(wait);
  }

  delete(wait: LockWait): void {
    this.#waits.delete(wait);
  }

  /** Before an attempt: everybody ahead of `own` in line looks first; everybody there is when it is not in line. */
  letPass(own?: LockWait): void {
    for (const wait of this.#waits) {
      if (wait === own) return;
      wait.look();
    }
  }
}

export class LockWait {
  readonly #line: LockLine;
  readonly #attempt: () => BroadcastFailure | undefined;
  readonly #settled: (failure: BroadcastFailure | undefined) => void;
  #timer: NodeJS.Timeout | undefined;
  #waitsFor: BroadcastFailure | undefined;
  #pauseMs = firstPauseMs;
  /** Pauses, not the time that passed: a process that was itself stopped or busy has not waited. */
  #waitedMs = 0;
  #alive = true;

  /**
   * @param line where it stands while it waits
   * @param attempt what needs the lock
   * @param settled is told once that it was done, or why not. No attempt is made any more then
   */
  constructor(
    line: LockLine,
    attempt: () => BroadcastFailure | undefined,
    settled: (failure: BroadcastFailure | undefined) => void,
  ) {
    this.#line = line;
    this.#attempt = attempt;
    this.#settled = settled;
  }

  /** What the last attempt said, from start() until it is settled or cancelled. */
  get waitsFor(): BroadcastFailure | undefined {
    return this.#waitsFor;
  }

  /** After an attempt that failed with something passing. */
  start(failure: BroadcastFailure): void {
    this.cancel();
    this.#line.add(this);
    this.#waitsFor = failure;
    this.#pauseMs = firstPauseMs;
    this.#waitedMs = 0;
    this.#pause();
  }

  /** Attempts it now, if it waits. A failure is told by its own timer, when nobody else's call is in the middle of it. */
  look(): void {
    if (this.#waitsFor === undefined || this.#attempt() !== undefined) return;
    this.cancel();
    this.#settled(undefined);
  }

  cancel(): void {
    this.#line.delete(this);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitsFor = undefined;
  }

  /** Whether it keeps the process alive; it does at first. */
  setAlive(alive: boolean): void {
    this.#alive = alive;
    if (alive) this.#timer?.ref();
    else this.#timer?.unref();
  }

  #pause(): void {
    const pauseMs = this.#pauseMs;
    this.#timer = setTimeout(() => {
      this.#waitedMs += pauseMs;
      this.#tick();
    }, pauseMs);
    this.setAlive(this.#alive);
    this.#pauseMs = Math.min(2 * pauseMs, maxPauseMs);
  }

  #tick(): void {
    this.#line.letPass(this);
    const failure = this.#attempt();
    if (failure !== undefined && isPassing(failure) && this.#hasPatience(failure)) {
      this.#pause();
      return;
    }
    this.cancel();
    this.#settled(failure);
  }

  #hasPatience(failure: BroadcastFailure): boolean {
    const { code } = failure;
    // A step of our own work, or somebody else's turn: who has made the file does not count for who comes after that.
    if (code === BroadcastCode.again || code !== this.#waitsFor?.code) {
      this.#waitsFor = failure;
      this.#pauseMs = firstPauseMs;
      this.#waitedMs = 0;
    }
    return this.#waitedMs < (code === BroadcastCode.beingMade ? beingMadeMs : busyMs);
  }
}
