// SPDX-License-Identifier: Apache-2.0
// What Memlane is to reach, as ratios inside one run. For people who ask with `--check`; no test asserts on time.
import type { WorkFigures } from './figures.js';

export interface Target {
  readonly work: string;
  readonly peer: string;
  readonly reference: string;
  /** The headline figure of the work, or processor time per operation. */
  readonly figure: 'headline' | 'cpu';
  readonly atMost?: number;
  readonly atLeast?: number;
}

export const targets: readonly Target[] = [
  { work: 'w1', peer: 'memlane', reference: 'socket', figure: 'headline', atMost: 0.8 },
  { work: 'w2', peer: 'memlane', reference: 'socket', figure: 'headline', atLeast: 1.3 },
  { work: 'w2', peer: 'memlane', reference: 'grpc-js', figure: 'headline', atLeast: 50 },
];

export interface Verdict {
  readonly target: Target;
  /** The median over the rounds of the ratio; undefined where it was not measured. */
  readonly ratio: number | undefined;
  /** False when it was not measured. */
  readonly met: boolean;
}

/** A target is met when the median of its ratio is. */
export function checkTargets(
  figures: readonly WorkFigures[],
  wanted: readonly Target[] = targets,
): Verdict[] {
  return wanted.map((target) => {
    const ofPeer = figures
      .find(({ work }) => work === target.work)
      ?.peers.find(({ peer }) => peer === target.peer);
    const ratios = target.figure === 'cpu' ? ofPeer?.cpuRatios : ofPeer?.ratios;
    const ratio = ratios?.[target.reference]?.median;
    const met =
      ratio !== undefined &&
      ratio <= (target.atMost ?? Number.POSITIVE_INFINITY) &&
      ratio >= (target.atLeast ?? 0);
    return { target, ratio, met };
  });
}
