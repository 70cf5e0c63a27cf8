// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CallLine } from './call-line.js';
import type { Waiting } from './call-request.js';

const place = (name: number) => ({ name, stream: { ended: false } }) as unknown as Waiting & { name: number };

describe('CallLine', () => {
  it('agrees with an array over random arrivals, departures and calls given up', () => {
    const line = new CallLine();
    let model: (Waiting & { name: number })[] = [];
    let random = 4711;
    const next = (below: number): number => {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      return (random >>> 8) % below;
    };

    for (let i = 0; i < 30_000; i++) {
      const action = next(i % 2000 < 1000 ? 4 : 9);
      if (action <= 2) {
        const waiting = place(i);
        line.push(waiting);
        model.push(waiting);
      } else if (action <= 5) {
        expect(line.shift()).toBe(model.shift());
      } else if (model.length > 0) {
        const [gone] = model.splice(next(model.length), 1);
        (gone!.stream as { ended: boolean }).ended = true;
        line.ended();
      }
      expect(line.size).toBe(model.length);
      if (i % 9973 === 0) {
        expect(line.takeAll()).toEqual(model);
        model = [];
      }
    }
  });
});
