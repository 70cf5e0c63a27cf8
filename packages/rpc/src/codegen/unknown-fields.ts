// SPDX-License-Identifier: Apache-2.0
// Fields that a newer sender knows and this program does not: kept as bytes and sent on, as proto3 asks.
import type { Reader, Writer } from 'protobufjs/minimal.js';
import { DecodeError, invalidVarint, truncated } from './decode-error.js';
import { maxMessageDepth } from './limits.js';
import { readLength, readTag } from './read-varint.js';

/** The property of a decoded message that holds its unknown fields; absent when there were none. */
export const unknownFields: unique symbol = Symbol.for('memlane.unknownFields');

/** Unknown fields of one message, as they came. Grows in steps, so that a million of them cost linear time. */
export class UnknownFields {
  #bytes = new Uint8Array(0);
  #length = 0;

  /** A view, valid until the message is decoded into again. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  append(source: Uint8Array, start: number, end: number): void {
    const need = this.#length + end - start;
    if (need > this.#bytes.length) {
      const grown = new Uint8Array(this.#length === 0 ? need : need * 2);
      grown.set(this.bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(source.subarray(start, end), this.#length);
    this.#length = need;
  }
}

interface Holder {
  [unknownFields]?: UnknownFields;
}

/** Keeps the field whose tag was read from `start`. */
export function keepUnknown(
  reader: Reader,
  tag: number,
  start: number,
  depth: number,
  message: object,
): void {
  skipField(reader, tag, depth);
  const holder = message as Holder;
  holder[unknownFields] ??= new UnknownFields();
  holder[unknownFields].append(reader.buf, start, reader.pos);
}

/** Writes what keepUnknown() kept. */
export function writeUnknown(writer: Writer, message: object): void {
  const kept = (message as Holder)[unknownFields];
  if (kept instanceof UnknownFields) writer.raw(kept.bytes);
}

/** create() of a message keeps the unknown fields of what it copies. */
export function copyUnknown(from: object, to: object): void {
  const kept = (from as Holder)[unknownFields];
  if (kept instanceof UnknownFields) (to as Holder)[unknownFields] = kept;
}

/** Moves past the value of a field. @throws DecodeError when there is no such value */
export function skipField(reader: Reader, tag: number, depth: number): void {
  if (tag >>> 3 === 0) throw new DecodeError('invalid-tag', 'field number 0 is not allowed');
  const start = reader.pos;
  switch (tag & 7) {
    case 0:
      skipVarint(reader);
      return;
    case 1:
      reader.pos += 8;
      break;
    case 2: {
      const length = readLength(reader);
      reader.pos += length;
      return;
    }
    case 3:
      skipGroup(reader, tag, depth + 1);
      return;
    case 5:
      reader.pos += 4;
      break;
    case 4:
      throw new DecodeError('invalid-tag', `end of a group at byte ${start} that did not begin`);
    default:
      throw new DecodeError('invalid-tag', `wire type ${tag & 7} at byte ${start} does not exist`);
  }
  if (reader.pos > reader.len) throw truncated(start);
}

function skipVarint(reader: Reader): void {
  const start = reader.pos;
  for (let i = 0; i < 10; i++) {
    if (reader.pos >= reader.len) throw truncated(start);
    if (reader.buf[reader.pos++]! < 0x80) return;
  }
  throw invalidVarint(start);
}

function skipGroup(reader: Reader, startTag: number, depth: number): void {
  if (depth > maxMessageDepth) {
    throw new DecodeError('too-deep', `groups nest deeper than ${maxMessageDepth} levels`);
  }
  for (;;) {
    if (reader.pos >= reader.len) throw truncated(reader.pos);
    const tag = readTag(reader);
    if ((tag & 7) !== 4) skipField(reader, tag, depth);
    else if (tag >>> 3 === startTag >>> 3) return;
    else throw new DecodeError('invalid-tag', `group ${startTag >>> 3} ends as group ${tag >>> 3}`);
  }
}
