// SPDX-License-Identifier: Apache-2.0
// Scalars other than 64-bit integers: a check of the value, then the value by protobufjs's Writer. No tags.
import type { Writer } from 'protobufjs/minimal.js';
import { outOfRange, wrongType } from './field-error.js';
import { isWellFormed, writeShortText } from './short-text.js';

const int32Range = 'from -2,147,483,648 to 2,147,483,647';
const uint32Range = 'from 0 to 4,294,967,295';
const maxFloat = 3.4028234663852886e38;

function integerError(field: string, range: string, value: unknown): Error {
  if (typeof value !== 'number') return wrongType(field, 'a number', value);
  return outOfRange(field, Number.isInteger(value) ? range : 'an integer', value);
}

export function checkInt32(value: unknown, field: string): void {
  if (typeof value !== 'number' || (value | 0) !== value) throw integerError(field, int32Range, value);
}

export function checkUint32(value: unknown, field: string): void {
  if (typeof value !== 'number' || value >>> 0 !== value) throw integerError(field, uint32Range, value);
}

export function writeInt32(writer: Writer, value: number, field: string): void {
  checkInt32(value, field);
  writer.int32(value);
}

export function writeUint32(writer: Writer, value: number, field: string): void {
  checkUint32(value, field);
  writer.uint32(value);
}

export function writeSint32(writer: Writer, value: number, field: string): void {
  checkInt32(value, field);
  writer.sint32(value);
}

export function writeFixed32(writer: Writer, value: number, field: string): void {
  checkUint32(value, field);
  writer.fixed32(value);
}

export function writeSfixed32(writer: Writer, value: number, field: string): void {
  checkInt32(value, field);
  writer.sfixed32(value);
}

export function writeBool(writer: Writer, value: boolean, field: string): void {
  if (typeof value !== 'boolean') throw wrongType(field, 'a boolean', value);
  writer.bool(value);
}

export function writeFloat(writer: Writer, value: number, field: string): void {
  if (typeof value !== 'number') throw wrongType(field, 'a number', value);
  if (Number.isFinite(value) && Math.abs(value) > maxFloat) {
    throw outOfRange(field, `from -${maxFloat} to ${maxFloat}`, value);
  }
  writer.float(value);
}

export function writeDouble(writer: Writer, value: number, field: string): void {
  if (typeof value !== 'number') throw wrongType(field, 'a number', value);
  writer.double(value);
}

export function writeString(writer: Writer, value: string, field: string): void {
  if (typeof value !== 'string') throw wrongType(field, 'a string', value);
  if (writeShortText(writer, value)) return;
  if (!isWellFormed(value)) {
    throw new TypeError(`${field} must be well-formed Unicode; it has half of a surrogate pair`);
  }
  writer.string(value);
}

export function writeBytes(writer: Writer, value: Uint8Array, field: string): void {
  if (!(value instanceof Uint8Array) && !isForeignBytes(value)) throw wrongType(field, 'a Uint8Array', value);
  writer.bytes(value);
}

/** A Uint8Array of another realm (a vm context, a frame) is one too. */
function isForeignBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';
}
