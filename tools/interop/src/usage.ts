// SPDX-License-Identifier: Apache-2.0
// What this process holds: memory, descriptors, mappings of shared segments. Linux.
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Resident set in bytes. */
  readonly rss: number;
  readonly descriptors: number;
  /** Mappings of memfd segments. */
  readonly mappings: number;
}

/** Collects garbage first where node was started with --expose-gc. */
export function usage(): Usage {
  globalThis.gc?.();
  const maps = readFileSync('/proc/self/maps', 'utf8');
  return {
    rss: process.memoryUsage.rss(),
    descriptors: readdirSync('/proc/self/fd').length,
    mappings: maps.split('\n').filter((line) => line.includes('memfd:')).length,
  };
}
