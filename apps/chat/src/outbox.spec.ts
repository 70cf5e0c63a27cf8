// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Side } from './gen/chat.js';
import { Outbox } from './outbox.js';

const line = (text: string) => ({ author: Side.CONSOLE, text, sentAtMs: 0 });

describe('Outbox', () => {
  it('numbers lines upward from 1 and keeps them in that order until they are removed', () => {
    const outbox = new Outbox();
    for (const text of ['a', 'b', 'c']) outbox.add(line(text));

    outbox.remove(2);

    expect(outbox.all().map(({ line: { id, text } }) => [id, text])).toEqual([
      [1, 'a'],
      [3, 'c'],
    ]);
  });

  it('knows a line once: a second receipt finds nothing', () => {
    const outbox = new Outbox();
    outbox.add(line('a'));

    expect(outbox.remove(1)?.line.text).toBe('a');
    expect(outbox.remove(1)).toBeUndefined();
  });

  it('refuses a line beyond its limit with "too-many-waiting" and keeps the others', () => {
    const outbox = new Outbox(2);
    outbox.add(line('a'));
    outbox.add(line('b'));

    expect(() => outbox.add(line('c'))).toThrow(
      expect.objectContaining({ code: 'too-many-waiting', message: expect.stringMatching(/^2 lines wait/) }),
    );
    expect(outbox.size).toBe(2);
  });

  it('tells when there is room, and when nothing waits any more', async () => {
    const outbox = new Outbox(1);
    outbox.add(line('a'));
    const order: string[] = [];
    const room = outbox.room().then(() => order.push('room'));
    const empty = outbox.fewerThan(1).then(() => order.push('empty'));

    outbox.remove(1);
    await Promise.all([room, empty]);

    expect(order).toEqual(['room', 'empty']);
    await outbox.room();
  });
});
