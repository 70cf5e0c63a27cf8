// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { memfdBytes } from './memory.js';

describe('memfdBytes()', () => {
  it('adds up the mappings of memfds and no others', () => {
    const maps = [
      '55d000000000-55d000001000 r-xp 00000000 fe:00 123      /usr/bin/node',
      '7f0000000000-7f0000082000 rw-s 00000000 00:01 2053     /memfd:memlane (deleted)',
      '7f0000100000-7f0000101000 rw-s 00000000 00:01 2054     /memfd:memlane (deleted)',
      '7f0000200000-7f0000300000 rw-p 00000000 00:00 0 ',
      '',
    ].join('\n');

    expect(memfdBytes(maps)).toBe(0x82000 + 0x1000);
  });
});
