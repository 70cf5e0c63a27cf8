// SPDX-License-Identifier: Apache-2.0
// One 64-bit value seen as two 32-bit words and as a bigint. Shared scratch: filled and read without a call between.

export const words = new Uint32Array(2);
export const signedBig = new BigInt64Array(words.buffer);
export const unsignedBig = new BigUint64Array(words.buffer);

unsignedBig[0] = 1n;
/** Index of the low word; 0 on little-endian machines. */
export const low: 0 | 1 = words[0] === 1 ? 0 : 1;
export const high: 0 | 1 = low === 0 ? 1 : 0;
