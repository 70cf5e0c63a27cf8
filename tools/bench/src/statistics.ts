// SPDX-License-Identifier: Apache-2.0
// Percentiles of one trial and the median over rounds. Numbers in, numbers out.

/** The spread of one figure over the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Latencies of one trial in µs. A percentile is undefined where there are too few samples to tell. */
export interface Percentiles {
  readonly samples: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly p999: number | undefined;
  readonly max: number | undefined;
}

/**
 * The smallest value with at least `share` (0 … 1) of all values at or below it (nearest rank).
 * @param sorted ascending, not empty
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new RangeError('a percentile needs at least one value');
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[Math.min(rank, sorted.length) - 1]!;
}

/** Sorts `values` in place. A percentile needs as many samples as make one of them lie beyond it. */
export function percentiles(values: Float64Array): Percentiles {
  values.sort();
  const at = (share: number, atLeast: number) =>
    values.length >= atLeast ? percentile(values, share) : undefined;
  return {
    samples: values.length,
    p50: at(0.5, 1),
    p99: at(0.99, 100),
    p999: at(0.999, 1000),
    max: at(1, 1),
  };
}

/** Median (mean of the middle two for an even number), least and greatest of `values`; undefined when empty. */
export function spread(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/**
 * The spread of value/reference, taken round by round, so that a slow moment of the machine that hits both sides of a
 * round cancels out. Rounds in which either is missing are left out; undefined when none is left.
 */
export function ratioSpread(
  values: readonly (number | undefined)[],
  references: readonly (number | undefined)[],
): Spread | undefined {
  const ratios: number[] = [];
  for (const [round, value] of values.entries()) {
    const reference = references[round];
    if (value !== undefined && reference !== undefined && reference !== 0) ratios.push(value / reference);
  }
  return spread(ratios);
}
