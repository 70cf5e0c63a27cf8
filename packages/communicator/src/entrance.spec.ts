// SPDX-License-Identifier: Apache-2.0
import { BroadcastCode, type BroadcastFailure, type NativeBroadcast } from '@memlane/shm/broadcast';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Entrance } from './entrance.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A native side whose next openings end with these codes, 0 for success. */
function entrance(...codes: number[]) {
  const calls: string[] = [];
  const native = {
    open(): BroadcastFailure | undefined {
      calls.push('open');
      const code = codes.length > 1 ? codes.shift() : codes[0];
      if (code === undefined || code === 0) return undefined;
      return { code, syscall: undefined, errno: 0, position: 0, size: 0, pid: 0, capacity: 0 };
    },
    use: () => void calls.push('use'),
    join: () => void calls.push('join'),
  };
  const attempt = { name: 'orders', capacity: 4096, path: '/run/orders' };
  return { calls, entrance: new Entrance(native as unknown as NativeBroadcast, attempt) };
}

describe('Entrance.open()', () => {
  it('opens at once, and leaves no timer', () => {
    const { calls, entrance: way } = entrance(0);
    expect(way.open()).toBeUndefined();
    expect([calls, vi.getTimerCount()]).toEqual([['open'], 0]);
  });

  it('says what does not pass', () => {
    expect(entrance(BroadcastCode.corrupt).entrance.open()?.code).toBe(BroadcastCode.corrupt);
  });

  it('goes on by itself after what passes, until close()', () => {
    const { calls, entrance: way } = entrance(BroadcastCode.busy);
    expect(way.open()).toBeUndefined();
    vi.advanceTimersByTime(10);
    expect(calls.length).toBeGreaterThan(1);

    way.close();

    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('Entrance.join()', () => {
  it('does what is missing, each step once', () => {
    const { calls, entrance: way } = entrance(BroadcastCode.busy, 0);
    expect([way.join()?.code, way.used]).toEqual([BroadcastCode.busy, false]);
    expect([way.join(), way.used]).toEqual([undefined, true]);
    expect(way.join()).toBeUndefined();
    expect(calls).toEqual(['open', 'open', 'use', 'join', 'join']);
  });

  it('takes no step of a large file that the timer makes', () => {
    const { calls, entrance: way } = entrance(BroadcastCode.again, BroadcastCode.again, 0);
    way.open();
    expect(way.join()?.code).toBe(BroadcastCode.again);
    expect(calls).toEqual(['open']);

    vi.runAllTimers();

    expect(way.join()).toBeUndefined();
    expect(calls).toEqual(['open', 'open', 'open', 'open', 'use', 'join']);
  });

  it('says from then on why a file could not be made', () => {
    const { calls, entrance: way } = entrance(BroadcastCode.again, BroadcastCode.resourceExhausted, 0);
    way.open();
    vi.runAllTimers();
    const opened = calls.length;

    for (let i = 0; i < 2; i++) expect(way.join()?.code).toBe(BroadcastCode.resourceExhausted);

    expect(calls).toHaveLength(opened);
  });
});
