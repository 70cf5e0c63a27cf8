// SPDX-License-Identifier: Apache-2.0
// What this process takes of the machine's memory now. Linux only, as the numbers come from /proc.
import { readFileSync } from 'node:fs';

/**
 * Proportional set size without shared memory, plus the sizes of the memfds mapped here when `withShared`: rings are
 * reserved whole, touched or not, so one of the two processes counts them. Buffers of sockets are the kernel's and in
 * neither. 0 where /proc does not tell.
 */
export function memoryBytes(withShared: boolean): number {
  // What is garbage is not the connections'.
  globalThis.gc?.();
  try {
    const rollup = readFileSync('/proc/self/smaps_rollup', 'utf8');
    const own = kiBOf(rollup, 'Pss') - kiBOf(rollup, 'Pss_Shmem');
    return own * 1024 + (withShared ? memfdBytes(readFileSync('/proc/self/maps', 'utf8')) : 0);
  } catch {
    return 0;
  }
}

function kiBOf(rollup: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
}

/** The sizes of all mappings of memfds in the text of /proc/PID/maps. */
export function memfdBytes(maps: string): number {
  let bytes = 0;
  for (const [, from, to] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ \d+ +\/memfd:/gm)) {
    bytes += Number.parseInt(to!, 16) - Number.parseInt(from!, 16);
  }
  return bytes;
}
