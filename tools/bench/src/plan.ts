// SPDX-License-Identifier: Apache-2.0
// Which trials, in which order: rounds are interleaved, A B C A B C, so that a slow minute hits all peers alike.
import type { Peer } from './peers/list.js';
import type { Work } from './works/contract.js';

export interface PlannedTrial {
  readonly peer: Peer;
  readonly work: Work;
  readonly round: number;
}

/** Leaves out what a peer cannot do, and with `narrow` those whom the work is not for when no peer is named. */
export function plan(
  peers: readonly Peer[],
  works: readonly Work[],
  rounds: number,
  narrow = false,
): PlannedTrial[] {
  const trials: PlannedTrial[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const work of works) {
      for (const peer of peers) {
        if (!peer.abilities.includes(work.needs)) continue;
        if (narrow && work.rivals === 'few' && !peer.main) continue;
        trials.push({ peer, work, round });
      }
    }
  }
  return trials;
}

/**
 * The entries that `names` select, in the order of the list; all when `names` is empty. A name may end in `*`.
 * @throws RangeError naming the known ones when a name selects nothing
 */
export function select<T extends { readonly name: string }>(
  list: readonly T[],
  names: readonly string[],
  what: string,
): T[] {
  if (names.length === 0) return [...list];
  const matches = (name: string, pattern: string) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  for (const pattern of names) {
    if (!list.some(({ name }) => matches(name, pattern))) {
      throw new RangeError(
        `there is no ${what} ${pattern}; there are ${list.map(({ name }) => name).join(', ')}`,
      );
    }
  }
  return list.filter(({ name }) => names.some((pattern) => matches(name, pattern)));
}
