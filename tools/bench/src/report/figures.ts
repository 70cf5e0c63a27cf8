// SPDX-License-Identifier: Apache-2.0
// From trials to figures: per work and peer the spread over the rounds, and the ratios to the reference peers.
import { references } from '../peers/list.js';
import { ratioSpread, type Spread, spread } from '../statistics.js';
import type { Trial } from '../trial/run-trial.js';
import type { Headline, Work } from '../works/contract.js';

/** The figures of one trial, in the units of their names. */
export interface TrialFigures {
  readonly p50Us: number | undefined;
  readonly p99Us: number | undefined;
  readonly p999Us: number | undefined;
  /** Of a work under load: p99 of the same calls without it. */
  readonly aloneP99Us: number | undefined;
  /** Of a work under load: p99 over what the load may make of it, 3 × p99 alone + 200 µs. */
  readonly heldUp: number | undefined;
  /** Calls or messages per second. */
  readonly perSecond: number;
  /** Payload, counted once per operation, in 10⁶ bytes per second. */
  readonly megabytesPerSecond: number;
  /** Processor time of both processes per call or message, µs; per second where nothing was to be done. */
  readonly cpuUs: number;
  /** Of both processes together, 2²⁰ bytes. */
  readonly peakRssMiB: number;
  /** What a connection takes in both processes together, 2¹⁰ bytes. */
  readonly connectionKiB: number | undefined;
}

export interface PeerFigures {
  readonly peer: string;
  /** Rounds that gave a result. */
  readonly rounds: number;
  readonly figures: { readonly [K in keyof TrialFigures]: Spread | undefined };
  /** The figures of each round; undefined where the trial failed. */
  readonly byRound: readonly (TrialFigures | undefined)[];
  /** Headline figure of this peer over that of a reference, round by round. */
  readonly ratios: Readonly<Record<string, Spread | undefined>>;
  /** Processor time per operation over that of a reference. */
  readonly cpuRatios: Readonly<Record<string, Spread | undefined>>;
}

export interface WorkFigures {
  readonly work: string;
  readonly title: string;
  readonly headline: Headline;
  readonly peers: readonly PeerFigures[];
}

const headlineFigures = {
  p50: 'p50Us',
  rate: 'perSecond',
  bandwidth: 'megabytesPerSecond',
  cpu: 'cpuUs',
  p99: 'p99Us',
} as const satisfies Record<Headline, keyof TrialFigures>;

/** Name of the figure that a headline stands for. */
export function headlineFigure(headline: Headline): keyof TrialFigures {
  return headlineFigures[headline];
}

export function lowerIsBetter(headline: Headline): boolean {
  return headline === 'p50' || headline === 'p99' || headline === 'cpu';
}

/** The works and peers appear in the order of the trials. */
export function workFigures(trials: readonly Trial[], works: readonly Work[]): WorkFigures[] {
  return works.map((work) => {
    const ofWork = trials.filter((trial) => trial.work === work.name);
    const names = [...new Set(ofWork.map(({ peer }) => peer))];
    const byPeer = new Map(names.map((name) => [name, roundsOf(ofWork, name, work)]));
    const peers = names.map((name) => peerFigures(name, byPeer, headlineFigure(work.headline)));
    return { work: work.name, title: work.title, headline: work.headline, peers };
  });
}

function peerFigures(
  name: string,
  byPeer: ReadonlyMap<string, readonly (TrialFigures | undefined)[]>,
  headline: keyof TrialFigures,
): PeerFigures {
  const rounds = byPeer.get(name)!;
  const column = (key: keyof TrialFigures, of = rounds) => of.map((figures) => figures?.[key]);
  const over = (key: keyof TrialFigures) =>
    Object.fromEntries(
      references
        .filter((reference) => byPeer.has(reference))
        .map((reference) => [reference, ratioSpread(column(key), column(key, byPeer.get(reference)))]),
    );
  const spreadOf = (key: keyof TrialFigures) => spread(column(key).filter((value) => value !== undefined));
  return {
    peer: name,
    rounds: rounds.filter((figures) => figures !== undefined).length,
    figures: {
      p50Us: spreadOf('p50Us'),
      p99Us: spreadOf('p99Us'),
      p999Us: spreadOf('p999Us'),
      aloneP99Us: spreadOf('aloneP99Us'),
      heldUp: spreadOf('heldUp'),
      perSecond: spreadOf('perSecond'),
      megabytesPerSecond: spreadOf('megabytesPerSecond'),
      cpuUs: spreadOf('cpuUs'),
      peakRssMiB: spreadOf('peakRssMiB'),
      connectionKiB: spreadOf('connectionKiB'),
    },
    byRound: rounds,
    ratios: over(headline),
    cpuRatios: over('cpuUs'),
  };
}

/** By round; undefined where the trial failed. */
function roundsOf(trials: readonly Trial[], peer: string, work: Work): (TrialFigures | undefined)[] {
  const rounds: (TrialFigures | undefined)[] = [];
  for (const trial of trials) if (trial.peer === peer) rounds[trial.round] = trialFigures(trial, work);
  return Array.from(rounds);
}

function trialFigures({ result }: Trial, work: Work): TrialFigures | undefined {
  if (result === undefined) return undefined;
  const { operations, elapsedUs, latencyUs, aloneLatencyUs, connectionBytes } = result.outcome;
  const aloneP99Us = aloneLatencyUs?.p99;
  return {
    p50Us: latencyUs?.p50,
    p99Us: latencyUs?.p99,
    p999Us: latencyUs?.p999,
    aloneP99Us,
    heldUp:
      aloneP99Us === undefined || latencyUs?.p99 === undefined
        ? undefined
        : latencyUs.p99 / (3 * aloneP99Us + 200),
    perSecond: (operations / elapsedUs) * 1e6,
    megabytesPerSecond: (operations * work.payloadBytes) / elapsedUs,
    cpuUs: (result.clientCpuUs + result.serverCpuUs) / operations,
    peakRssMiB: (result.clientPeakRssBytes + result.serverPeakRssBytes) / 2 ** 20,
    connectionKiB: connectionBytes === undefined ? undefined : connectionBytes / 1024,
  };
}
