// SPDX-License-Identifier: Apache-2.0
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from './codec.js';
import type { MessageType, Reader } from './codegen/index.js';
import { readBytes } from './codegen/read-scalar.js';
import { readTag } from './codegen/read-varint.js';

/** Every field is one of bytes. */
const fields = {
  decode(reader: Reader, end: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    while (reader.pos < end) {
      readTag(reader);
      found.push(readBytes(reader));
    }
    return found;
  },
} as unknown as MessageType<Uint8Array[]>;

/** `fields` with lengths below 16,384, in an array of its own. */
function encoded(...lengths: number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    lengths.flatMap((length, i) => [
      10,
      (length & 127) | 128,
      length >>> 7,
      ...Array.from({ length }, () => i + 1),
    ]),
  );
}

describe('decodeMessage()', () => {
  it('keeps the memory of a message that fills its buffer for the field that is most of it', () => {
    const buffer = encoded(200, 9000, 300);

    const [small, large, other] = decodeMessage(fields, buffer, 0, buffer.length);

    expect(large!.buffer === buffer.buffer).toBe(true);
    expect([large!.length, large![0], large!.at(-1)]).toEqual([9000, 2, 2]);
    for (const copy of [small!, other!]) {
      expect(copy.buffer === buffer.buffer).toBe(false);
      expect(copy.byteLength).toBe(copy.buffer.byteLength);
    }
    expect(small![0]).toBe(1);
    expect(other![0]).toBe(3);
  });

  it('copies where no field is more than half', () => {
    const buffer = encoded(4000, 4000);

    for (const field of decodeMessage(fields, buffer, 0, buffer.length)) {
      expect(field.buffer === buffer.buffer).toBe(false);
    }
  });

  it('copies out of a buffer that holds more than the message', () => {
    const message = encoded(9000);
    const buffer = new Uint8Array(message.length + 16);
    buffer.set(message, 16);

    const [field] = decodeMessage(fields, buffer, 16, buffer.length);
    buffer.fill(0);

    expect(field!.every((byte) => byte === 1)).toBe(true);
  });

  it('owns nothing any more once it has returned or thrown', () => {
    const buffer = encoded(9000);
    const broken = buffer.slice(0, -1);
    expect(() => decodeMessage(fields, broken, 0, broken.length)).toThrow();
    decodeMessage(fields, buffer, 0, buffer.length);

    const reader = Object.assign(protobuf.Reader.create(buffer), { pos: 1 });

    expect(readBytes(reader).buffer === buffer.buffer).toBe(false);
  });
});
