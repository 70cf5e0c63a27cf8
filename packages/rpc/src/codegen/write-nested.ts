// SPDX-License-Identifier: Apache-2.0
// Length-delimited parts: nested messages, map entries, packed lists. One byte is left for the length; a longer length
// moves the part. Unlike Writer.fork() nothing stays behind in the writer when encoding throws.
import type { Writer } from 'protobufjs/minimal.js';
import { outOfRange, wrongType } from './field-error.js';
import { maxMessageDepth } from './limits.js';

/** Writes the tag and leaves room for a length. Returns the position that endPart() needs. */
export function beginPart(writer: Writer, tag: number): number {
  writer.uint32(tag).bool(false);
  return writer.pos;
}

/** beginPart() for a nested message, checked. `depth` is the number of messages around it. */
export function beginMessage(
  writer: Writer,
  tag: number,
  message: unknown,
  depth: number,
  field: string,
): number {
  if (typeof message !== 'object' || message === null) throw wrongType(field, 'an object', message);
  if (depth > maxMessageDepth)
    throw outOfRange(field, `nested at most ${maxMessageDepth} levels deep`, 'deeper');
  writer.uint32(tag).bool(false);
  return writer.pos;
}

/** Writes the length of what came after beginPart(). */
export function endPart(writer: Writer, start: number): void {
  const stop = writer.pos;
  const length = stop - start;
  if (length < 0x80) {
    writer.buf[start - 1] = length;
    return;
  }
  // Four more bytes are made room for, a varint of 32 bits needs no more.
  writer.fixed32(0);
  const prefix = length < 0x4000 ? 2 : length < 0x200000 ? 3 : length < 0x10000000 ? 4 : 5;
  writer.buf.copyWithin(start - 1 + prefix, start, stop);
  writer.pos = start - 1;
  writer.uint32(length);
  writer.pos = stop - 1 + prefix;
}

/** Tag, length and values of a packed list. */
export function writePacked<T>(
  writer: Writer,
  tag: number,
  list: readonly T[],
  write: (writer: Writer, value: T, field: string) => void,
  field: string,
): void {
  const start = beginPart(writer, tag);
  for (let i = 0; i < list.length; i++) write(writer, list[i]!, field);
  endPart(writer, start);
}

export function checkMessage(message: unknown, typeName: string): void {
  if (typeof message !== 'object' || message === null) throw wrongType(typeName, 'an object', message);
}

/** True when there is something to write. */
export function checkList(list: unknown, field: string): boolean {
  if (!Array.isArray(list)) throw wrongType(field, 'an array', list);
  return list.length > 0;
}

/** For an object that names a field of a oneof that is not there. */
export function wrongCase(field: string, value: unknown): TypeError {
  const name = (value as { case?: unknown } | null)?.case;
  return new TypeError(
    `${field}.case must name one of its fields, not ${JSON.stringify(name) ?? typeof name}`,
  );
}
