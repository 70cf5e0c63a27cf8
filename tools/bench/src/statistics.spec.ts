// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { percentile, percentiles, ratioSpread, spread } from './statistics.js';

const oneTo = (count: number): Float64Array => Float64Array.from({ length: count }, (_, index) => index + 1);

describe('percentile()', () => {
  it('is the value at the nearest rank', () => {
    expect(percentile([15, 20, 35, 40, 50], 0.3)).toBe(20);
    expect(percentile([15, 20, 35, 40, 50], 0.4)).toBe(20);
    expect(percentile([15, 20, 35, 40, 50], 0.5)).toBe(35);
  });

  it('is the least value at 0 and the greatest at 1', () => {
    expect(percentile([3, 4, 5], 0)).toBe(3);
    expect(percentile([3, 4, 5], 1)).toBe(5);
  });

  it('is the value itself when there is one', () => {
    expect(percentile([7], 0.999)).toBe(7);
  });

  it('refuses to tell without a value', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

describe('percentiles()', () => {
  it('sorts by number, not by text', () => {
    const values = Float64Array.from([100, 9, 20]);

    expect(percentiles(values).p50).toBe(20);
  });

  it('tells all of them from a thousand samples', () => {
    expect(percentiles(oneTo(1000))).toEqual({ samples: 1000, p50: 500, p99: 990, p999: 999, max: 1000 });
  });

  it('leaves out those that too few samples cannot tell', () => {
    expect(percentiles(oneTo(999))).toEqual({ samples: 999, p50: 500, p99: 990, p999: undefined, max: 999 });
    expect(percentiles(oneTo(99)).p99).toBeUndefined();
    expect(percentiles(oneTo(0))).toEqual({
      samples: 0,
      p50: undefined,
      p99: undefined,
      p999: undefined,
      max: undefined,
    });
  });
});

describe('spread()', () => {
  it('has the middle value of an odd number of rounds', () => {
    expect(spread([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30 });
  });

  it('has the mean of the middle two of an even number', () => {
    expect(spread([40, 10, 20, 30])).toEqual({ median: 25, min: 10, max: 40 });
  });

  it('is undefined without rounds', () => {
    expect(spread([])).toBeUndefined();
  });

  it('leaves its argument as it was', () => {
    const values = [3, 1, 2];

    spread(values);

    expect(values).toEqual([3, 1, 2]);
  });
});

describe('ratioSpread()', () => {
  it('compares round by round', () => {
    // The machine was ten times slower in the second round, for both.
    expect(ratioSpread([10, 100, 12], [20, 200, 20])).toEqual({ median: 0.5, min: 0.5, max: 0.6 });
  });

  it('leaves out rounds in which one side is missing', () => {
    expect(ratioSpread([10, undefined, 30], [20, 40, undefined])).toEqual({
      median: 0.5,
      min: 0.5,
      max: 0.5,
    });
  });

  it('is undefined when no round has both', () => {
    expect(ratioSpread([undefined, 1], [1, undefined])).toBeUndefined();
    expect(ratioSpread([1], [0])).toBeUndefined();
  });
});
