// SPDX-License-Identifier: Apache-2.0
// What Memlane is to reach, as ratios inside one run. For people who ask with `--check`; no test asserts on time.
import { ratioSpread, spread } from '../statistics.js';
import type { TrialFigures, WorkFigures } from './figures.js';

export interface Target {
  readonly work: string;
  readonly peer: string;
  /** The figure is divided by that of this peer, round by round; undefined: the figure itself. */
  readonly reference?: string;
  readonly figure: keyof TrialFigures;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Processor time per second, µs, that stands for none: what asking for it costs, twice. */
const noCpuUs = 1000;

/**
 * What most would write, and what the targets were set by. The other one, written by someone who has profiled, is held to
 * where nothing may be slower: sizes of a message.
 */
const handRolled = 'socket-corked';
const w1 = { work: 'w1', figure: 'p50Us' } as const;
const w2 = { work: 'w2', peer: 'memlane' } as const;
const w4 = { work: 'w4', figure: 'perSecond' } as const;
const largeBlobs = { work: 'w3-1m-x1', peer: 'memlane', figure: 'megabytesPerSecond' } as const;
const sizes = ['0', '32', '256', '1k', '4k', '16k', '64k', '256k', '1m', '4m'];

export const targets: readonly Target[] = [
  { ...w1, peer: 'memlane', reference: handRolled, atMost: 0.65 },
  { ...w1, peer: 'memlane', reference: 'grpc-js', atMost: 0.12 },
  { ...w1, peer: 'memlane-low', reference: handRolled, atMost: 0.15 },
  { ...w1, peer: 'memlane-low', reference: handRolled, figure: 'p99Us', atMost: 0.5 },
  { ...w1, peer: 'memlane-sync', reference: handRolled, atMost: 0.4 },
  { ...w1, peer: 'memlane-sync-low', reference: handRolled, atMost: 0.12 },
  { ...w2, reference: handRolled, figure: 'perSecond', atLeast: 2 },
  { ...w2, reference: 'grpc-js', figure: 'perSecond', atLeast: 100 },
  { ...w2, reference: handRolled, figure: 'cpuUs', atMost: 0.7 },
  { ...largeBlobs, reference: 'child-advanced', atLeast: 4 },
  { ...largeBlobs, reference: 'message-port', atLeast: 1.3 },
  { ...largeBlobs, reference: 'grpc-js', atLeast: 15 },
  { ...largeBlobs, work: 'w3-64k-x1', reference: handRolled, atLeast: 3 },
  { ...w4, peer: 'memlane', reference: handRolled, atLeast: 1 },
  { ...w4, peer: 'memlane', reference: 'grpc-js', atLeast: 12 },
  { ...w4, peer: 'memlane-send', reference: handRolled, atLeast: 1.5 },
  ...sizes.flatMap((size) =>
    [handRolled, 'socket'].map((reference) => ({
      work: `size-${size}`,
      peer: 'memlane',
      reference,
      figure: 'p50Us' as const,
      atMost: 1,
    })),
  ),
  { work: 'idle-100', peer: 'memlane', figure: 'cpuUs', atMost: noCpuUs },
  { work: 'mixed', peer: 'memlane', figure: 'heldUp', atMost: 1 },
];

export interface Verdict {
  readonly target: Target;
  /** The median over the rounds; undefined where it was not measured. */
  readonly value: number | undefined;
  /** False when it was not measured. */
  readonly met: boolean;
}

/** A target is met when the median of its ratio, or figure, is. */
export function checkTargets(
  figures: readonly WorkFigures[],
  wanted: readonly Target[] = targets,
): Verdict[] {
  return wanted.map((target) => {
    const value = measured(target, figures);
    const met =
      value !== undefined &&
      value <= (target.atMost ?? Number.POSITIVE_INFINITY) &&
      value >= (target.atLeast ?? 0);
    return { target, value, met };
  });
}

/** The targets whose work and peers `isPlanned` knows. */
export function targetsOf(isPlanned: (work: string, peer: string) => boolean): Target[] {
  return targets.filter(
    ({ work, peer, reference }) =>
      isPlanned(work, peer) && (reference === undefined || isPlanned(work, reference)),
  );
}

function measured({ work, peer, reference, figure }: Target, figures: readonly WorkFigures[]) {
  const peers = figures.find((of) => of.work === work)?.peers;
  const roundsOf = (name: string) =>
    peers?.find((of) => of.peer === name)?.byRound.map((round) => round?.[figure]) ?? [];
  const values = roundsOf(peer);
  if (reference !== undefined) return ratioSpread(values, roundsOf(reference))?.median;
  return spread(values.filter((value) => value !== undefined))?.median;
}
