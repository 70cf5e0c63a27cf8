// SPDX-License-Identifier: Apache-2.0
// Tags, lengths and varints: short ones here, the rest by protobufjs's Reader, with errors as DecodeError.
import type { Reader } from 'protobufjs/minimal.js';
import { DecodeError, invalidVarint, truncated } from './decode-error.js';
import { maxMessageDepth } from './limits.js';
import { high, low, words } from './words.js';

/** The tag at the reader's position, which lies before the end of the message. */
export function readTag(reader: Reader): number {
  const { buf, pos } = reader;
  const first = buf[pos]!;
  if (first < 0x80) {
    reader.pos = pos + 1;
    return first;
  }
  const second = buf[pos + 1]!;
  if (second < 0x80 && pos + 1 < reader.len) {
    reader.pos = pos + 2;
    return (first & 0x7f) | (second << 7);
  }
  try {
    return reader.tag();
  } catch (error) {
    if (error instanceof RangeError) throw truncated(pos);
    throw new DecodeError('invalid-tag', `tag at byte ${pos} is longer than 32 bits`, { cause: error });
  }
}

/** A length, checked against what is left in the buffer. */
export function readLength(reader: Reader): number {
  const { pos, len } = reader;
  const first = reader.buf[pos]!;
  let length: number;
  if (pos < len && first < 0x80) {
    reader.pos = pos + 1;
    length = first;
  } else {
    try {
      length = reader.size();
    } catch (error) {
      throw error instanceof RangeError ? truncated(pos) : invalidVarint(pos);
    }
  }
  if (length > len - reader.pos) throw truncated(pos);
  return length;
}

/** The end of the nested message that starts here, with `depth` messages around it. */
export function readMessageEnd(reader: Reader, depth: number): number {
  if (depth > maxMessageDepth) {
    throw new DecodeError('too-deep', `messages nest deeper than ${maxMessageDepth} levels`);
  }
  const length = readLength(reader);
  return reader.pos + length;
}

/** Ends a message or packed field. @throws DecodeError "truncated" when its last field went past its end */
export function checkEnd(reader: Reader, end: number): void {
  if (reader.pos !== end) throw truncated(end);
}

export function readUint32(reader: Reader): number {
  const { pos } = reader;
  const first = reader.buf[pos]!;
  if (pos < reader.len && first < 0x80) {
    reader.pos = pos + 1;
    return first;
  }
  try {
    return reader.uint32();
  } catch (error) {
    throw error instanceof RangeError ? truncated(pos) : invalidVarint(pos);
  }
}

export function readInt32(reader: Reader): number {
  return readUint32(reader) | 0;
}

export function readSint32(reader: Reader): number {
  const value = readUint32(reader);
  return (value >>> 1) ^ -(value & 1);
}

export function readBool(reader: Reader): boolean {
  const { pos } = reader;
  const first = reader.buf[pos]!;
  if (pos < reader.len && first < 0x80) {
    reader.pos = pos + 1;
    return first !== 0;
  }
  try {
    return reader.bool();
  } catch (error) {
    throw error instanceof RangeError ? truncated(pos) : invalidVarint(pos);
  }
}

/** Reads a varint of up to 64 bits into `words`. */
export function readVarint64(reader: Reader): void {
  const { buf, pos: start, len } = reader;
  let pos = start;
  let lowWord = 0;
  let highWord = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (pos >= len) throw truncated(start);
    const byte = buf[pos++]!;
    const bits = byte & 0x7f;
    if (shift < 28) lowWord |= bits << shift;
    else if (shift === 28) {
      lowWord |= bits << 28;
      highWord = bits >>> 4;
    } else highWord |= bits << (shift - 32);
    if (byte < 0x80) {
      words[low] = lowWord;
      words[high] = highWord;
      reader.pos = pos;
      return;
    }
  }
  throw invalidVarint(start);
}
