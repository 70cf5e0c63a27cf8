// SPDX-License-Identifier: Apache-2.0
// The check of `offset` and `length` that write() and read() of every transport begin with.

/** @throws RangeError unless `[offset, offset + length)` lies within `bytes` */
export function checkRange(bytes: Uint8Array, offset: number, length: number): void {
  if (
    !Number.isInteger(offset) ||
    !Number.isInteger(length) ||
    offset < 0 ||
    length < 0 ||
    offset + length > bytes.length
  ) {
    throw new RangeError(`offset ${offset} and length ${length} pass the array of ${bytes.length} bytes`);
  }
}
