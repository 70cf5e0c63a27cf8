// SPDX-License-Identifier: Apache-2.0
// Fixed-width numbers, strings and bytes, and packed lists of any scalar.
import type { Reader } from 'protobufjs/minimal.js';
import { DecodeError, truncated } from './decode-error.js';
import { checkEnd, readLength } from './read-varint.js';
import { readShortText } from './short-text.js';
import { high, low, words } from './words.js';

export function readFixed32(reader: Reader): number {
  if (reader.len - reader.pos < 4) throw truncated(reader.pos);
  return reader.fixed32();
}

export function readSfixed32(reader: Reader): number {
  if (reader.len - reader.pos < 4) throw truncated(reader.pos);
  return reader.sfixed32();
}

export function readFloat(reader: Reader): number {
  if (reader.len - reader.pos < 4) throw truncated(reader.pos);
  return reader.float();
}

export function readDouble(reader: Reader): number {
  if (reader.len - reader.pos < 8) throw truncated(reader.pos);
  return reader.double();
}

/** Reads 64 fixed bits into `words`. */
export function readFixedWords(reader: Reader): void {
  if (reader.len - reader.pos < 8) throw truncated(reader.pos);
  const lowWord = reader.fixed32();
  words[high] = reader.fixed32();
  words[low] = lowWord;
}

export function readString(reader: Reader): string {
  const start = reader.pos;
  const length = readLength(reader);
  if (length === 0) return '';
  const end = reader.pos + length;
  const text = readShortText(reader, reader.pos, end);
  if (text !== undefined) {
    reader.pos = end;
    return text;
  }
  reader.pos = start;
  try {
    return reader.stringVerify();
  } catch (error) {
    throw new DecodeError('invalid-utf8', `string at byte ${start} is not valid UTF-8`, { cause: error });
  }
}

/** Up to here a loop is faster than a view of the source and set(). */
const fewBytes = 32;

/** The default of a bytes field; shared, having nothing to change. */
export const noBytes: Uint8Array = new Uint8Array(0);

/** The buffer that the message being decoded may keep, if any. Set around a decode(), which runs no code of others. */
export const owned: { buffer: Uint8Array | undefined } = { buffer: undefined };

/** Bytes that the caller owns: a copy, or the buffer itself where it is the caller's and more than half of it is meant. */
export function readBytes(reader: Reader): Uint8Array {
  const length = readLength(reader);
  const start = reader.pos;
  const { buf } = reader;
  if (length > fewBytes && length * 2 > buf.length && buf === owned.buffer) {
    reader.pos = start + length;
    return new Uint8Array(buf.buffer as ArrayBuffer, buf.byteOffset + start, length);
  }
  const bytes = new Uint8Array(length);
  if (length <= fewBytes) for (let i = 0; i < length; i++) bytes[i] = buf[start + i]!;
  else bytes.set(buf.subarray(start, start + length));
  reader.pos = start + length;
  return bytes;
}

/** Appends the values of a packed field to `list`. */
export function readPacked<T>(reader: Reader, list: T[], read: (reader: Reader) => T): void {
  const length = readLength(reader);
  const end = reader.pos + length;
  while (reader.pos < end) list.push(read(reader));
  checkEnd(reader, end);
}
