// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isLaterStream, nextStreamId } from './stream-id.js';

describe('nextStreamId()', () => {
  it('begins at 1, goes on at 1 behind 2^32 - 1, and passes over numbers in use', () => {
    const running = new Set([1, 2, 7]);

    expect(nextStreamId(0, new Set())).toBe(1);
    expect(nextStreamId(0xffff_fffe, running)).toBe(0xffff_ffff);
    expect(nextStreamId(0xffff_ffff, running)).toBe(3);
    expect(nextStreamId(6, running)).toBe(8);
  });
});

describe('isLaterStream()', () => {
  it('holds across the wrap, and not for the same number', () => {
    expect(isLaterStream(1, 0)).toBe(true);
    expect(isLaterStream(1, 0xffff_ffff)).toBe(true);
    expect(isLaterStream(0xffff_ffff, 1)).toBe(false);
    expect(isLaterStream(5, 5)).toBe(false);
    expect(isLaterStream(0x8000_0004, 5)).toBe(true);
  });
});
