// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Recorder } from './recorder.js';

describe('Recorder', () => {
  it('keeps what was added, in order, beyond its first capacity', () => {
    const recorder = new Recorder();

    for (let value = 0; value < 300_000; value++) recorder.add(value);

    const values = recorder.values();
    expect(values.length).toBe(300_000);
    expect(values.every((value, index) => value === index)).toBe(true);
  });

  it('is empty after clear()', () => {
    const recorder = new Recorder();
    recorder.add(1);

    recorder.clear();

    expect(recorder.values().length).toBe(0);
  });
});
