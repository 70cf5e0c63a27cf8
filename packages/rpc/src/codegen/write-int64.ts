// SPDX-License-Identifier: Apache-2.0
// 64-bit integers from bigint, number or decimal string; the generator's option `int64` chooses. The suffix of a
// function says what it takes; none means bigint.
import type { Writer } from 'protobufjs/minimal.js';
import { outOfRange, wrongType } from './field-error.js';
import { high, low, signedBig, unsignedBig, words } from './words.js';

const int64Range = 'from -9,223,372,036,854,775,808 to 9,223,372,036,854,775,807';
const uint64Range = 'from 0 to 18,446,744,073,709,551,615';
const tenBytes = new Uint8Array(10);

function loadSigned(value: bigint, field: string): void {
  if (typeof value !== 'bigint') throw wrongType(field, 'a bigint', value);
  signedBig[0] = value;
  if (signedBig[0] !== value) throw outOfRange(field, int64Range, value);
}

function loadUnsigned(value: bigint, field: string): void {
  if (typeof value !== 'bigint') throw wrongType(field, 'a bigint', value);
  unsignedBig[0] = value;
  if (unsignedBig[0] !== value) throw outOfRange(field, uint64Range, value);
}

function appendWords(writer: Writer): void {
  let lowWord = words[low]!;
  let highWord = words[high]!;
  if (highWord === 0) {
    writer.uint32(lowWord);
    return;
  }
  const start = writer.pos;
  writer.raw(tenBytes);
  const { buf } = writer;
  let pos = start;
  while (highWord !== 0) {
    buf[pos++] = (lowWord & 0x7f) | 0x80;
    lowWord = ((lowWord >>> 7) | (highWord << 25)) >>> 0;
    highWord >>>= 7;
  }
  while (lowWord > 0x7f) {
    buf[pos++] = (lowWord & 0x7f) | 0x80;
    lowWord >>>= 7;
  }
  buf[pos++] = lowWord;
  writer.pos = pos;
}

export function writeInt64(writer: Writer, value: bigint, field: string): void {
  loadSigned(value, field);
  appendWords(writer);
}

export function writeUint64(writer: Writer, value: bigint, field: string): void {
  loadUnsigned(value, field);
  appendWords(writer);
}

export function writeSint64(writer: Writer, value: bigint, field: string): void {
  loadSigned(value, field);
  const lowWord = words[low]!;
  const highWord = words[high]!;
  const sign = -(highWord >>> 31);
  words[low] = (lowWord << 1) ^ sign;
  words[high] = ((highWord << 1) | (lowWord >>> 31)) ^ sign;
  appendWords(writer);
}

export function writeFixed64(writer: Writer, value: bigint, field: string): void {
  loadUnsigned(value, field);
  writer.fixed32(words[low]!).fixed32(words[high]!);
}

export function writeSfixed64(writer: Writer, value: bigint, field: string): void {
  loadSigned(value, field);
  writer.fixed32(words[low]!).fixed32(words[high]!);
}

function fromNumber(value: number, field: string): bigint {
  if (typeof value !== 'number') throw wrongType(field, 'a number', value);
  if (!Number.isSafeInteger(value)) {
    const wanted = Number.isInteger(value) ? 'a safe integer' : 'an integer';
    throw outOfRange(field, wanted, value);
  }
  return BigInt(value);
}

function fromString(value: string, field: string): bigint {
  if (typeof value !== 'string') throw wrongType(field, 'a string of digits', value);
  if (!/^-?[0-9]{1,20}$/.test(value)) throw outOfRange(field, 'a string of digits', JSON.stringify(value));
  return BigInt(value);
}

type Write<T> = (writer: Writer, value: T, field: string) => void;

export const writeInt64Number: Write<number> = (writer, value, field) =>
  writeInt64(writer, fromNumber(value, field), field);
export const writeUint64Number: Write<number> = (writer, value, field) =>
  writeUint64(writer, fromNumber(value, field), field);
export const writeSint64Number: Write<number> = (writer, value, field) =>
  writeSint64(writer, fromNumber(value, field), field);
export const writeFixed64Number: Write<number> = (writer, value, field) =>
  writeFixed64(writer, fromNumber(value, field), field);
export const writeSfixed64Number: Write<number> = (writer, value, field) =>
  writeSfixed64(writer, fromNumber(value, field), field);

export const writeInt64String: Write<string> = (writer, value, field) =>
  writeInt64(writer, fromString(value, field), field);
export const writeUint64String: Write<string> = (writer, value, field) =>
  writeUint64(writer, fromString(value, field), field);
export const writeSint64String: Write<string> = (writer, value, field) =>
  writeSint64(writer, fromString(value, field), field);
export const writeFixed64String: Write<string> = (writer, value, field) =>
  writeFixed64(writer, fromString(value, field), field);
export const writeSfixed64String: Write<string> = (writer, value, field) =>
  writeSfixed64(writer, fromString(value, field), field);
