// SPDX-License-Identifier: Apache-2.0
// Pauses between connection attempts: exponential, with jitter, as gRPC's connection back-off but at local scale.
import { argumentRangeError, argumentTypeError } from './argument-error.js';

export interface BackoffOptions {
  /** First pause in ms (default 20). */
  readonly initialMs?: number | undefined;
  /** Longest pause in ms (default 1,000). */
  readonly maxMs?: number | undefined;
  /** Each pause is this many times the one before (default 1.6, gRPC's). */
  readonly multiplier?: number | undefined;
  /** Random share added or taken, 0 to 1 (default 0.2, gRPC's). */
  readonly jitter?: number | undefined;
}

export class Backoff {
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #multiplier: number;
  readonly #jitter: number;
  readonly #random: () => number;
  #currentMs: number;

  /** `random` gives numbers in [0, 1). @throws RangeError when an option is out of range */
  constructor(options: BackoffOptions = {}, random: () => number = Math.random) {
    if (typeof options !== 'object' || options === null)
      throw argumentTypeError('backoff', 'an object', options);
    this.#initialMs = inRange('backoff.initialMs', options.initialMs ?? 20, 1, 0x7fff_ffff);
    this.#maxMs = inRange('backoff.maxMs', options.maxMs ?? 1000, this.#initialMs, 0x7fff_ffff);
    this.#multiplier = inRange('backoff.multiplier', options.multiplier ?? 1.6, 1, 100);
    this.#jitter = inRange('backoff.jitter', options.jitter ?? 0.2, 0, 1);
    this.#random = random;
    this.#currentMs = this.#initialMs;
  }

  /** The next pause in ms. */
  next(): number {
    const pause = this.#currentMs * (1 + this.#jitter * (2 * this.#random() - 1));
    this.#currentMs = Math.min(this.#currentMs * this.#multiplier, this.#maxMs);
    return pause;
  }

  /** After a success. */
  reset(): void {
    this.#currentMs = this.#initialMs;
  }
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw argumentRangeError(`${name} must be from ${min} to ${max}, not ${String(value)}`);
  }
  return value;
}
