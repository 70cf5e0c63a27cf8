// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Code, codeName, toCode } from './code.js';

describe('Code', () => {
  it('has the 17 codes of gRPC with their numbers', () => {
    expect(Object.values(Code)).toEqual(Array.from({ length: 17 }, (_, i) => i));
    expect([Code.CANCELLED, Code.UNAVAILABLE, Code.UNAUTHENTICATED]).toEqual([1, 14, 16]);
    for (const [name, code] of Object.entries(Code)) expect(codeName(code)).toBe(name);
  });

  it.each([17, -1, 65_535, 1.5, Number.NaN])('takes %d, which is none, for UNKNOWN', (code) => {
    expect(toCode(code)).toBe(Code.UNKNOWN);
    expect(codeName(code)).toBe('UNKNOWN');
  });
});
