// SPDX-License-Identifier: Apache-2.0
// The order of stream numbers: upward from 1, and on at 1 behind 2^32 - 1.

/** The number behind `last` that no running stream has. */
export function nextStreamId(last: number, running: { has(id: number): boolean }): number {
  let id = last;
  do id = (id + 1) >>> 0;
  while (id === 0 || running.has(id));
  return id;
}

/** True when `id` comes after `last`, which it does by less than 2^31. */
export function isLaterStream(id: number, last: number): boolean {
  // The sign of the difference survives the wrap of 32 bits.
  return ((id - last) | 0) > 0;
}
