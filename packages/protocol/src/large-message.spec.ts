// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { frameHeaderBytes } from './frame.js';
import { copyMessage, giveBuffer, tailBytes, takeBuffer } from './large-message.js';

const kiB = 1024;

describe('takeBuffer()', () => {
  it('gives a buffer that was given back, once', () => {
    const buffer = takeBuffer(300 * kiB);
    giveBuffer(buffer);

    expect(takeBuffer(300 * kiB) === buffer).toBe(true);
    expect(takeBuffer(300 * kiB) === buffer).toBe(false);
  });

  it('gives none that is too small, or so large that it is for larger messages', () => {
    const buffer = takeBuffer(200 * kiB);
    giveBuffer(buffer);

    expect(takeBuffer(201 * kiB) === buffer).toBe(false);
    expect(takeBuffer(49 * kiB) === buffer).toBe(false);
    expect(takeBuffer(50 * kiB) === buffer).toBe(true);
  });
});

describe('giveBuffer()', () => {
  it('keeps four buffers and 16 MiB of them at most', () => {
    const many = Array.from({ length: 6 }, (_, i) => takeBuffer((90 + i) * kiB));
    for (const buffer of many) giveBuffer(buffer);
    const huge = takeBuffer(17 * kiB * kiB);
    giveBuffer(huge);

    const again = many.map(() => takeBuffer(90 * kiB));

    expect(again.filter((buffer) => many.includes(buffer)).length).toBe(4);
    expect(takeBuffer(huge.length) === huge).toBe(false);
  });

  it('keeps nothing that is not a Node Buffer of its own memory', () => {
    const plain = new Uint8Array(150 * kiB);
    const part = Buffer.allocUnsafeSlow(151 * kiB).subarray(8);

    giveBuffer(plain);
    giveBuffer(part);

    expect(takeBuffer(150 * kiB) === plain).toBe(false);
    expect(takeBuffer(part.length) === part).toBe(false);
  });
});

describe('copyMessage()', () => {
  it.each([0, 3, 100_000])('copies %i bytes and leaves room for a header and padding', (length) => {
    const bytes = Buffer.from(Array.from({ length: length + 10 }, (_, i) => i % 251));

    const { buffer, start, end } = copyMessage(bytes, 4, 4 + length);

    expect(Buffer.compare(buffer.subarray(start, end), bytes.subarray(4, 4 + length))).toBe(0);
    expect(start).toBeGreaterThanOrEqual(frameHeaderBytes);
    expect(buffer.length - end).toBeGreaterThanOrEqual(tailBytes);
  });
});
