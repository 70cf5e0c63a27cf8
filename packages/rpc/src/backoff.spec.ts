// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('grows by its multiplier up to its longest pause, and begins anew after a reset', () => {
    const backoff = new Backoff({ initialMs: 100, maxMs: 300, multiplier: 2, jitter: 0 });

    expect([backoff.next(), backoff.next(), backoff.next(), backoff.next()]).toEqual([100, 200, 300, 300]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });

  it('begins at 20 ms, grows 1.6 times and ends at 1 s by default', () => {
    const backoff = new Backoff({}, () => 0.5);

    const pauses = Array.from({ length: 12 }, () => backoff.next());

    expect(pauses.slice(0, 3).map(Math.round)).toEqual([20, 32, 51]);
    expect(pauses.slice(-2)).toEqual([1000, 1000]);
  });

  it('spreads each pause by its jitter', () => {
    const low = new Backoff({ initialMs: 100, jitter: 0.2 }, () => 0);
    const high = new Backoff({ initialMs: 100, jitter: 0.2 }, () => 0.999999);

    expect(low.next()).toBeCloseTo(80);
    expect(high.next()).toBeCloseTo(120, 1);
  });

  it.each([{ initialMs: 0 }, { maxMs: 1 }, { multiplier: 0.5 }, { jitter: 2 }, { initialMs: Number.NaN }])(
    'refuses %j',
    (options) => {
      expect(() => new Backoff(options)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
    },
  );
});
