// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { MessageQueue } from './message-queue.js';

function setUp(): { queue: MessageQueue<string>; taken: number[]; abandoned: () => number } {
  const taken: number[] = [];
  let abandoned = 0;
  const queue = new MessageQueue<string>({
    taken: (credit) => void taken.push(credit),
    abandoned: () => void abandoned++,
  });
  return { queue, taken, abandoned: () => abandoned };
}

describe('MessageQueue', () => {
  it('gives credit back only when a message is taken', async () => {
    const { queue, taken } = setUp();

    queue.push('a', 10);
    queue.push('b', 20);
    expect(taken).toEqual([]);

    expect(await queue.next()).toEqual({ done: false, value: 'a' });
    expect(taken).toEqual([10]);
  });

  it('hands a message straight to a next() that waits', async () => {
    const { queue, taken } = setUp();
    const waiting = queue.next();

    queue.push('a', 5);

    expect(await waiting).toEqual({ done: false, value: 'a' });
    expect(taken).toEqual([5]);
  });

  it('delivers what waits before its end, then stays done', async () => {
    const { queue } = setUp();
    queue.push('a', 0);
    queue.end();

    expect(await queue.next()).toEqual({ done: false, value: 'a' });
    expect(await queue.next()).toEqual({ done: true, value: undefined });
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it('delivers what waits before its error, rejects once, then is done', async () => {
    const { queue } = setUp();
    const error = new Error('lost');
    queue.push('a', 0);
    queue.fail(error);

    expect(await queue.next()).toEqual({ done: false, value: 'a' });
    await expect(queue.next()).rejects.toBe(error);
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it('rejects only the first of several next() that wait when it fails', async () => {
    const { queue } = setUp();
    const first = queue.next();
    const second = queue.next();
    const error = new Error('lost');

    queue.fail(error);

    await expect(first).rejects.toBe(error);
    expect(await second).toEqual({ done: true, value: undefined });
  });

  it('tells its owner when the iteration is left, once, and takes nothing more', async () => {
    const { queue, abandoned } = setUp();
    queue.push('a', 1);

    for await (const _ of queue) break;
    await queue.return();

    expect(abandoned()).toBe(1);
    expect(queue.push('b', 1)).toBe(false);
  });

  it('does not call a finished stream left', async () => {
    const { queue, abandoned } = setUp();
    queue.end();

    await queue.return();

    expect(abandoned()).toBe(0);
  });
});
