// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  checkBlob,
  checkBlobEcho,
  checkText,
  checkTextAt,
  makeBlob,
  stampBlob,
  textAt,
  textBytes,
} from './payload.js';

describe('textAt()', () => {
  it('gives 64 distinct ASCII texts of 32 bytes', () => {
    const texts = Array.from({ length: 64 }, (_, index) => textAt(index));

    expect(new Set(texts).size).toBe(64);
    expect(texts.every((text) => Buffer.byteLength(text) === textBytes)).toBe(true);
    expect(texts.every((text) => checkText(text) === text)).toBe(true);
  });
});

describe('checkText()', () => {
  it.each(['', 'short', textAt(1).replace('ASCII', 'ascii'), `${textAt(1)}!`])('refuses %j', (text) => {
    expect(() => checkText(text)).toThrow('a text arrived changed');
  });
});

describe('checkTextAt()', () => {
  it('takes the text of the message and no other', () => {
    expect(() => checkTextAt(textAt(70), 70)).not.toThrow();
    expect(() => checkTextAt(textAt(71), 70)).toThrow('message 70 of a stream is');
  });
});

describe('checkBlob()', () => {
  it.each([0, 1, 2, 4096, 4097, 1_100_000])('accepts a stamped blob of %i bytes', (bytes) => {
    const blob = makeBlob(bytes);

    stampBlob(blob, 1_000_003);

    expect(() => checkBlob(blob)).not.toThrow();
  });

  it('refuses a blob with one page of another call', () => {
    const blob = makeBlob(16_384);
    stampBlob(blob, 7);
    blob[8192] = 0;

    expect(() => checkBlob(blob)).toThrow('changed at byte 8192');
  });

  it('refuses a blob whose end is of another call', () => {
    const blob = makeBlob(5000);
    stampBlob(blob, 7);
    blob[4999] = 8;

    expect(() => checkBlob(blob)).toThrow('the end of a blob');
  });
});

describe('checkBlobEcho()', () => {
  it('refuses the answer to another call and an answer of another length', () => {
    const sent = makeBlob(5000);
    stampBlob(sent, 1);
    const other = makeBlob(5000);
    stampBlob(other, 2);

    expect(() => checkBlobEcho(sent, other)).toThrow('another call');
    expect(() => checkBlobEcho(sent, sent.subarray(1))).toThrow('5000 bytes came back as 4999');
    expect(() => checkBlobEcho(sent, Uint8Array.from(sent))).not.toThrow();
  });
});
