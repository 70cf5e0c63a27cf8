// SPDX-License-Identifier: Apache-2.0
// The bodies of a script's messages, and the checksum of what a handler took: both sides compute them, none sends them.
import { crc32 } from 'node:zlib';
import type { MetadataValue } from 'memlane';
import { Random } from '../random.js';

export const maxBodyBytes = 1024 * 1024;

const offsets = 1024 * 1024;
const pattern = makePattern(maxBodyBytes + offsets);

/** `bytes` bytes that no other message of the script is likely to have. Not to be changed. */
export function bodyOf(seed: number, number: number, bytes: number): Uint8Array {
  const offset = ((Math.imul(seed, 0x9e3779b1) + Math.imul(number, 0x85ebca6b)) >>> 0) % offsets;
  return pattern.subarray(offset, offset + bytes);
}

export function checksum(bytes: Uint8Array, before = 0): number {
  return crc32(bytes, before);
}

/** Checksum of a call's metadata, in order, but for the plan. */
export function metadataChecksum(entries: Iterable<readonly [string, MetadataValue]>): number {
  let sum = 0;
  for (const [key, value] of entries) {
    if (key === planKey) continue;
    sum = crc32(value, crc32(`${key}:${value.length}:`, sum));
  }
  return sum;
}

/** Checksum of a request behind those before it. */
export function requestChecksum(before: number, number: number, body: Uint8Array): number {
  return crc32(body, crc32(`${number}:${body.length}:`, before));
}

/** Metadata that carries the plan. */
export const planKey = 'plan-bin';

/** Each MiB different from the one before: mulberry32, four bytes a step. */
function makePattern(length: number): Uint8Array {
  const random = new Random(1);
  const words = new Uint32Array(length / 4);
  for (let i = 0; i < words.length; i++) words[i] = random.below(0x1_0000_0000);
  return new Uint8Array(words.buffer);
}
