// SPDX-License-Identifier: Apache-2.0
// A copy of a part of an array. Not slice(): on a Node Buffer that is a view.

/** `bytes[start, end)` in a plain array of its own. */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - start);
  copy.set(bytes.subarray(start, end));
  return copy;
}
