// SPDX-License-Identifier: Apache-2.0
// A results file as a run has written it, and how to take figures out of it.
import type { Commit, Machine } from '../machine.js';
import { peers } from '../peers/list.js';
import type { PeerFigures, TrialFigures, WorkFigures } from '../report/figures.js';
import type { Spread } from '../statistics.js';

export interface Results {
  readonly schema: number;
  readonly startedAt: string;
  readonly command: string;
  readonly commit: Commit | undefined;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly figures: readonly WorkFigures[];
}

export const schema = 1;

/** @throws Error when the text is no results file of this version */
export function parseResults(text: string): Results {
  const results = JSON.parse(text) as Results;
  if (results.schema !== schema || !Array.isArray(results.figures)) {
    throw new Error(`no results of this version: schema ${results.schema}, ${schema} is wanted`);
  }
  return results;
}

export function findWork(results: Results, name: string): WorkFigures | undefined {
  return results.figures.find(({ work }) => work === name);
}

export function findPeer(results: Results, work: string, peer: string): PeerFigures | undefined {
  return findWork(results, work)?.peers.find((of) => of.peer === peer);
}

export function figureOf(
  results: Results,
  work: string,
  peer: string,
  figure: keyof TrialFigures,
): Spread | undefined {
  return findPeer(results, work, peer)?.figures[figure];
}

/** What a peer is to a reader: ours, a rival, or a limit of the machine. */
export function kindOf(peer: string): 'memlane' | 'rival' | 'limit' {
  if (peer.startsWith('memlane')) return 'memlane';
  return peers.find(({ name }) => name === peer)?.folder === 'limits' ? 'limit' : 'rival';
}
