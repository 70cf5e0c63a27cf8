// SPDX-License-Identifier: Apache-2.0
// The entry for @memlane/communicator: the native broadcast file, without words for its errors. Not for applications.
import { loadAddon } from './native.js';
import type { NativeBroadcast } from './native-broadcast.js';

export * from './native-broadcast.js';
export { StatusCode as BroadcastCode } from './status.js';

/**
 * Stands for the file at `path`, which `open` opens. `onEvent` gets the bits of `BroadcastEvent`, never from inside a call.
 * @returns the reason as a string when there is no native addon
 */
export function createBroadcast(
  path: string,
  capacity: number,
  onEvent: (events: number) => void,
): NativeBroadcast | string {
  const { addon, reason } = loadAddon();
  return addon === undefined ? (reason ?? 'no native addon') : addon.createBroadcast(path, capacity, onEvent);
}
