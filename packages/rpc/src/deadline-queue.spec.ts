// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineQueue } from './deadline-queue.js';

describe('DeadlineQueue', () => {
  let queue: DeadlineQueue;
  let fired: { name: string; at: number }[];
  const item = (name: string) => ({ expire: () => void fired.push({ name, at: performance.now() }) });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    queue = new DeadlineQueue(() => performance.now());
    fired = [];
  });
  afterEach(() => void vi.useRealTimers());

  it('expires items in the order of their deadlines, none early', () => {
    const deadlines = [30.5, 10, 20.25, 10.9];
    for (const deadline of deadlines) queue.add(item(String(deadline)), deadline);

    vi.advanceTimersByTime(100);

    expect(fired.map(({ name }) => name)).toEqual(['10', '10.9', '20.25', '30.5']);
    for (const { name, at } of fired) expect(at).toBeGreaterThanOrEqual(Number(name));
    expect(queue.size).toBe(0);
  });

  it('does not expire what was taken out', () => {
    const kept = item('kept');
    const removed = item('removed');
    queue.add(kept, 10);
    queue.add(removed, 10);

    queue.remove(removed, 10);
    vi.advanceTimersByTime(50);

    expect(fired.map(({ name }) => name)).toEqual(['kept']);
  });

  it('does not expire what another one takes out while it expires itself', () => {
    const later = item('later');
    const same = item('same');
    const first = {
      expire: () => {
        queue.remove(same, 10);
        queue.remove(later, 10.5);
      },
    };
    queue.add(first, 10);
    queue.add(same, 10);
    queue.add(later, 10.5);

    vi.advanceTimersByTime(50);

    expect(fired).toEqual([]);
    expect(queue.size).toBe(0);
  });

  it('takes a deadline beyond the longest timer', () => {
    queue.add(item('far'), 2 ** 31 + 5000);

    vi.advanceTimersByTime(2 ** 31);
    expect(fired).toEqual([]);

    vi.advanceTimersByTime(6000);
    expect(fired).toHaveLength(1);
  });

  it('expires each of 10,000 random deadlines exactly once', () => {
    for (let i = 0; i < 10_000; i++) queue.add(item(String(i)), (i * 7919) % 5000);

    vi.advanceTimersByTime(6000);

    expect(new Set(fired.map(({ name }) => name)).size).toBe(10_000);
    expect(fired).toHaveLength(10_000);
  });

  it('keeps nothing of 100,000 items that were taken out long before their deadlines', () => {
    queue.add(item('next'), 1000);
    let most = 0;
    for (let i = 0; i < 100_000; i++) {
      const call = item('call');
      queue.add(call, 3_600_000 + i * 7);
      queue.remove(call, 3_600_000 + i * 7);
      most = Math.max(most, queue.kept);
    }

    expect(queue.size).toBe(1);
    expect(most).toBeLessThan(1100);
  });

  it('keeps no more than 4 entries for each item that waits, whatever was taken out between them', () => {
    const waiting = 2000;
    for (let i = 0; i < 100_000; i++) {
      const call = item(String(i));
      queue.add(call, 10_000 + i);
      if (i % (100_000 / waiting) !== 0) queue.remove(call, 10_000 + i);
    }
    expect(queue.kept).toBeLessThan(1100 + 4 * waiting);

    vi.advanceTimersByTime(200_000);

    expect(fired).toHaveLength(waiting);
    for (const { name, at } of fired) expect(at).toBe(10_000 + Number(name));
    expect(queue.kept).toBe(0);
  });

  it('expires an item that was taken out and added again to the same millisecond once', () => {
    queue.add(item('first'), 5);
    const call = item('call');
    for (let i = 0; i < 3; i++) {
      queue.add(call, 50);
      queue.remove(call, 50);
    }
    queue.add(call, 50);

    vi.advanceTimersByTime(100);

    expect(fired).toEqual([
      { name: 'first', at: 5 },
      { name: 'call', at: 50 },
    ]);
    expect(queue.kept).toBe(0);
  });

  it('survives an item that adds another while it expires', () => {
    queue.add({ expire: () => queue.add(item('second'), performance.now()) }, 5);

    vi.advanceTimersByTime(10);

    expect(fired.map(({ name }) => name)).toEqual(['second']);
  });
});
