// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { WaitingMessages } from './waiting-messages.js';

describe('WaitingMessages', () => {
  it('gives messages with their credits in the order in which they came', () => {
    const waiting = new WaitingMessages<string>();
    waiting.push('a', 1);
    waiting.push('b', 2);

    const taken = [];
    while (!waiting.isEmpty) taken.push([waiting.firstCredit, waiting.shift()]);

    expect(taken).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('goes on after it was empty, or cleared', () => {
    const waiting = new WaitingMessages<string>();
    waiting.push('a', 1);
    waiting.shift();
    waiting.push('b', 2);
    waiting.clear();
    expect(waiting.isEmpty).toBe(true);

    waiting.push('c', 3);

    expect([waiting.firstCredit, waiting.shift(), waiting.isEmpty]).toEqual([3, 'c', true]);
  });

  it.each([1, 100, 20_000])('keeps the order while %i messages wait for as long as they come', (ahead) => {
    const waiting = new WaitingMessages<number>();
    let taken = 0;

    for (let came = 0; came < 100_000; came++) {
      waiting.push(came, came % 7);
      if (came < ahead) continue;
      expect(waiting.firstCredit === taken % 7 && waiting.shift() === taken).toBe(true);
      taken++;
    }
    while (!waiting.isEmpty) expect(waiting.shift() === taken++).toBe(true);

    expect(taken).toBe(100_000);
  });
});
