// SPDX-License-Identifier: Apache-2.0
// Random numbers that a seed repeats, and what the runs of a fuzz test share.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** An integer from 0 to below `bound`. */
  below(bound: number): number {
    // mulberry32: small, and good enough to find faults with.
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let i = 0; i < length; i++) bytes[i] = this.below(256);
    return bytes;
  }
}

/**
 * Inputs of a fuzz test: `usual`, in the deep run a thousand times as many, `MEMLANE_FUZZ_RUNS` if that is set, or the
 * one of `MEMLANE_FUZZ_SEED`.
 */
const { MEMLANE_FUZZ_SEED: given, MEMLANE_FUZZ_RUNS: wanted, MEMLANE_DEEP: deep } = process.env;
const times = deep === '1' ? 1000 : 1;
/** For as many runs as somebody may ask for, in ms. */
export const fuzzTimeout = wanted === undefined && times === 1 ? 120_000 : 24 * 3_600_000;

/** Calls `run` once for each seed and prints the seeds; a failure names the one that repeats it. */
export async function fuzz(usual: number, run: (random: Random) => Promise<void> | void): Promise<void> {
  const first = given === undefined ? Date.now() % 1_000_000_000 : Number(given);
  const runs = given !== undefined ? 1 : wanted === undefined ? usual * times : Number(wanted);
  console.log(`seeds ${first} to ${first + runs - 1}`);
  for (let seed = first; seed < first + runs; seed++) {
    try {
      await run(new Random(seed));
    } catch (cause) {
      throw new Error(`MEMLANE_FUZZ_SEED=${seed} repeats this: ${(cause as Error).message}`, { cause });
    }
  }
}
