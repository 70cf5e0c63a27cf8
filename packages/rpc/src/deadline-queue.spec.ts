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

  it('survives an item that adds another while it expires', () => {
    queue.add({ expire: () => queue.add(item('second'), performance.now()) }, 5);

    vi.advanceTimersByTime(10);

    expect(fired.map(({ name }) => name)).toEqual(['second']);
  });
});
