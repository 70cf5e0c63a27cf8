// SPDX-License-Identifier: Apache-2.0
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../codec.js';
import { DecodeError, type MessageType, readString, writeString } from './index.js';
import { isWellFormed } from './short-text.js';

const lengths = [
  ...Array.from({ length: 50 }, (_, length) => length),
  ...[126, 127, 128, 129, 511, 512, 513, 600],
];

function encoded(text: string, room = 4096): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.buf = Buffer.alloc(room, 0xee);
  writeString(writer, text, 'a.B.c');
  return writer.finish();
}

const decoded = (bytes: Uint8Array) => readString(protobuf.Reader.create(bytes));

/** A message that is nothing but one string. */
const TextType = { decode: readString } as unknown as MessageType<string>;

describe('writeString()', () => {
  it.each(['a', 'é', '日', '😀', 'abé', '日本語のa'])(
    'writes %j of any length as protobufjs does',
    (part) => {
      for (const length of lengths) {
        const text = part.repeat(length).slice(0, length);
        if (!isWellFormed(text)) continue;

        expect(encoded(text), `${length}`).toEqual(protobuf.Writer.create().string(text).finish());
      }
    },
  );

  it('writes ropes and parts of strings', () => {
    const rope = `${'a'.repeat(20)}${lengths.join(' ')}`;

    expect(decoded(encoded(rope))).toBe(rope);
    expect(decoded(encoded(rope.slice(3, 40)))).toBe(rope.slice(3, 40));
  });

  it('makes room at the end of the buffer', () => {
    for (let room = 0; room < 80; room++) {
      for (const text of ['a'.repeat(12), 'a'.repeat(24), '日'.repeat(24)]) {
        expect(decoded(encoded(text, room)), `${room}`).toBe(text);
      }
    }
  });

  it('refuses half of a surrogate pair wherever it is, and writes nothing', () => {
    for (const length of lengths.slice(1)) {
      for (const at of [0, length >> 1, length - 1]) {
        const text = `${'a'.repeat(at)}\ud800${'a'.repeat(length - 1 - at)}`;
        const writer = protobuf.Writer.create();

        expect(() => writeString(writer, text, 'a.B.c'), `${length}`).toThrow(
          'a.B.c must be well-formed Unicode; it has half of a surrogate pair',
        );
        expect(writer.pos).toBe(0);
      }
    }
  });
});

describe('readString()', () => {
  it('refuses a byte that is no UTF-8 wherever it is', () => {
    for (const length of lengths.slice(1)) {
      for (let at = 0; at < length; at++) {
        const bytes = encoded('a'.repeat(length));
        bytes[bytes.length - length + at] = 0x80;
        // The whole buffer, and a part of one that is decoded from twice: the second time by words.
        const part = Buffer.concat([Buffer.alloc(1), bytes]);

        for (const decode of [
          () => decoded(bytes),
          () => decodeMessage(TextType, bytes, 0, bytes.length),
          () => decodeMessage(TextType, part, 1, part.length),
          () => decodeMessage(TextType, part, 1, part.length),
        ]) {
          expect(decode, `${at} of ${length}`).toThrow(DecodeError);
        }
      }
    }
  });

  it('reads the same from Buffers and other arrays, at any place', () => {
    for (const text of lengths.flatMap((length) => ['a'.repeat(length), 'aé日😀'.repeat(length)])) {
      const bytes = new Uint8Array([...new Uint8Array(5), ...encoded(text), 0xff]);

      for (const buffer of [bytes, Buffer.from(bytes)]) {
        for (let again = 0; again < 3; again++) {
          expect(decodeMessage(TextType, buffer, 5, buffer.length - 1)).toBe(text);
        }
      }
    }
  });
});
