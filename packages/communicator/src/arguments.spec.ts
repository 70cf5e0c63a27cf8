// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { checkCapacity, checkData, checkMaxMessageBytes, checkName, checkPosition } from './arguments.js';
import { MemoryMappedFileCommunicator } from './communicator.js';

const code = (expected: string) => expect.objectContaining({ name: 'CommunicatorError', code: expected });

describe('a name', () => {
  it.each(['a', 'MemoryMappedShare', 'a.b_c-d', '7', 'x'.repeat(64)])('may be %s', (name) => {
    expect(checkName(name)).toBe(name);
  });

  it.each(['', 'a/b', '/a', '../a', '.a', '-a', 'a b', 'a\0b', 'ä', 'x'.repeat(65)])(
    'is refused: %j',
    (name) => {
      expect(() => checkName(name)).toThrow(code('invalid-name'));
    },
  );

  it.each([undefined, null, 7, {}, ['a']])('that is no string is a TypeError: %j', (name) => {
    expect(() => checkName(name)).toThrow(TypeError);
    expect(() => new MemoryMappedFileCommunicator(name as string, 4096)).toThrow(TypeError);
  });
});

describe('a capacity', () => {
  it.each([16, 4096, 2 ** 30])('may be %d', (capacity) => {
    expect(checkCapacity(capacity)).toBe(capacity);
  });

  it.each([15, 0, -1, 2 ** 30 + 1, 4096.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is refused: %d',
    (capacity) => {
      expect(() => checkCapacity(capacity)).toThrow(code('invalid-capacity'));
      expect(() => new MemoryMappedFileCommunicator('name', capacity)).toThrow(code('invalid-capacity'));
    },
  );

  it.each(['4096', undefined, 4096n])('that is no number is a TypeError: %s', (capacity) => {
    expect(() => checkCapacity(capacity)).toThrow(TypeError);
  });
});

describe('a position', () => {
  it.each([0, 1, 4080])('may be %d of 4,096', (position) => {
    expect(checkPosition('readPosition', position, 4096)).toBe(position);
  });

  it.each([-1, 4081, 4096, 5000, 0.5, Number.NaN])('is refused: %d of 4,096', (position) => {
    expect(() => checkPosition('readPosition', position, 4096)).toThrow(code('invalid-position'));
  });

  it('that is no number is a TypeError', () => {
    expect(() => checkPosition('readPosition', '0', 4096)).toThrow(TypeError);
  });
});

describe('maxMessageBytes', () => {
  it('is 64 MiB when nothing is said', () => {
    expect(checkMaxMessageBytes({})).toBe(64 * 1024 * 1024);
    expect(checkMaxMessageBytes({ maxMessageBytes: undefined })).toBe(64 * 1024 * 1024);
  });

  it.each([-1, 0.5, 2 ** 30 + 1])('is refused: %d', (maxMessageBytes) => {
    expect(() => checkMaxMessageBytes({ maxMessageBytes })).toThrow(RangeError);
  });

  it.each([null, 7, 'x', { maxMessageBytes: '7' }])('of a wrong type is a TypeError: %j', (options) => {
    expect(() => checkMaxMessageBytes(options)).toThrow(TypeError);
  });
});

describe('data', () => {
  it('may be a string, a Uint8Array or a Buffer', () => {
    for (const data of ['', new Uint8Array(2), Buffer.from('x')]) expect(() => checkData(data)).not.toThrow();
  });

  it.each([undefined, null, 7, {}, [1, 2]])('of another type is a TypeError: %j', (data) => {
    expect(() => checkData(data)).toThrow(TypeError);
  });

  it('of another array type is a TypeError that names it', () => {
    expect(() => checkData(new Uint16Array(2))).toThrow(/not Uint16Array/);
    expect(() => checkData(new ArrayBuffer(2))).toThrow(/not ArrayBuffer/);
  });
});
