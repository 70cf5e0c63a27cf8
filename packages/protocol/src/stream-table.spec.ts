// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { StreamTable } from './stream-table.js';

describe('StreamTable', () => {
  it('finds what was added until it is deleted', () => {
    const table = new StreamTable<{ id: number }>();
    const stream = { id: 7 };

    table.add(stream);
    expect([table.get(7), table.has(7), table.size]).toEqual([stream, true, 1]);

    table.delete(7);
    expect([table.get(7), table.has(7), table.size]).toEqual([undefined, false, 0]);
  });

  it('does not take one id for another that shares its slot', () => {
    const table = new StreamTable<{ id: number }>();
    table.add({ id: 1 });

    expect(table.get(1025)).toBeUndefined();
    table.delete(1025);
    expect(table.size).toBe(1);
  });

  it('agrees with a Map over random additions and deletions of far apart ids', () => {
    const table = new StreamTable<{ id: number }>();
    const model = new Map<number, { id: number }>();
    let random = 12345;
    const next = (below: number): number => {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      return random % below;
    };

    for (let i = 0; i < 50_000; i++) {
      const id = next(5000);
      if (model.has(id) || next(3) === 0) {
        table.delete(id);
        model.delete(id);
      } else {
        const stream = { id };
        table.add(stream);
        model.set(id, stream);
      }
      expect(table.get(id)).toBe(model.get(id));
    }

    expect(table.size).toBe(model.size);
    expect(new Set(table.values())).toEqual(new Set(model.values()));
    table.clear();
    expect([table.size, table.values()]).toEqual([0, []]);
  });
});
