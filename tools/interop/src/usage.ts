// SPDX-License-Identifier: Apache-2.0
// What this process holds: memory, descriptors, mappings of shared segments. Linux.
import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Also where node was started without the flag, as a test's worker is.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

export interface Usage {
  /** Resident set in bytes. */
  readonly rss: number;
  readonly descriptors: number;
  /** Mappings of memfd segments. */
  readonly mappings: number;
}

/** Collects garbage first. */
export function usage(): Usage {
  collectGarbage();
  const maps = readFileSync('/proc/self/maps', 'utf8');
  return {
    rss: process.memoryUsage.rss(),
    descriptors: readdirSync('/proc/self/fd').length,
    mappings: maps.split('\n').filter((line) => line.includes('memfd:')).length,
  };
}
