// SPDX-License-Identifier: Apache-2.0
// 64-bit integers as bigint, number or decimal string; the generator's option `int64` chooses.
import type { Reader } from 'protobufjs/minimal.js';
import { DecodeError } from './decode-error.js';
import { readFixedWords } from './read-scalar.js';
import { readVarint64 } from './read-varint.js';
import { high, low, signedBig, unsignedBig, words } from './words.js';

export function readInt64(reader: Reader): bigint {
  readVarint64(reader);
  return signedBig[0]!;
}

export function readUint64(reader: Reader): bigint {
  readVarint64(reader);
  return unsignedBig[0]!;
}

export function readSint64(reader: Reader): bigint {
  readVarint64(reader);
  const lowWord = words[low]!;
  const highWord = words[high]!;
  const sign = -(lowWord & 1);
  words[low] = ((lowWord >>> 1) | (highWord << 31)) ^ sign;
  words[high] = (highWord >>> 1) ^ sign;
  return signedBig[0]!;
}

export function readFixed64(reader: Reader): bigint {
  readFixedWords(reader);
  return unsignedBig[0]!;
}

export function readSfixed64(reader: Reader): bigint {
  readFixedWords(reader);
  return signedBig[0]!;
}

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DecodeError('unsafe-integer', `${value} does not fit a number; generate with --int64 bigint`);
}

export const readInt64Number = (reader: Reader): number => safeNumber(readInt64(reader));
export const readUint64Number = (reader: Reader): number => safeNumber(readUint64(reader));
export const readSint64Number = (reader: Reader): number => safeNumber(readSint64(reader));
export const readFixed64Number = (reader: Reader): number => safeNumber(readFixed64(reader));
export const readSfixed64Number = (reader: Reader): number => safeNumber(readSfixed64(reader));

export const readInt64String = (reader: Reader): string => readInt64(reader).toString();
export const readUint64String = (reader: Reader): string => readUint64(reader).toString();
export const readSint64String = (reader: Reader): string => readSint64(reader).toString();
export const readFixed64String = (reader: Reader): string => readFixed64(reader).toString();
export const readSfixed64String = (reader: Reader): string => readSfixed64(reader).toString();
