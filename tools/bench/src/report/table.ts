// SPDX-License-Identifier: Apache-2.0
// The figures as text for a terminal. Takes values, returns strings; prints nothing.
import { references } from '../peers/list.js';
import type { Spread } from '../statistics.js';
import type { Trial } from '../trial/run-trial.js';
import {
  headlineFigure,
  lowerIsBetter,
  type PeerFigures,
  type TrialFigures,
  type WorkFigures,
} from './figures.js';
import type { Verdict } from './targets.js';

const absent = '–';

/** One table per work, with the headline's median and its least and greatest over the rounds. */
export function workTable(work: WorkFigures): string {
  const columns: Column[] = [
    { title: 'peer', value: ({ peer }) => peer },
    ...latencyColumns(work),
    ...rateColumns(work),
    column(work.headline === 'cpu' ? 'CPU µs/s' : 'CPU µs', 'cpuUs', work),
    column('RSS MiB', 'peakRssMiB', work),
    ...columnIfAny('KiB each', 'connectionKiB', work),
    ...references.map((reference) => ({
      title: `÷ ${reference}`,
      value: ({ ratios }: PeerFigures) => shortSpread(ratios[reference]),
    })),
    ...references.map((reference) => ({
      title: `CPU ÷ ${reference}`,
      value: ({ cpuRatios }: PeerFigures) => short(cpuRatios[reference]?.median),
    })),
  ];
  const rows = [columns.map(({ title }) => title)];
  for (const peer of work.peers) rows.push(columns.map(({ value }) => value(peer)));
  const direction = lowerIsBetter(work.headline) ? 'lower is better' : 'higher is better';
  return `${work.title}  (ratios of ${headlineName(work)}; ${direction})\n${align(rows)}`;
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ target, value, met }) => [
    met ? 'pass' : 'FAIL',
    target.work,
    `${target.peer}${target.reference === undefined ? '' : ` ÷ ${target.reference}`}`,
    figureNames[target.figure] ?? target.figure,
    value === undefined ? 'not measured' : short(value),
    target.atMost === undefined ? `at least ${target.atLeast}` : `at most ${target.atMost}`,
  ]);
  return align([['', 'work', 'peer', 'figure', 'median', 'target'], ...rows]);
}

const figureNames: Partial<Record<keyof TrialFigures, string>> = {
  p50Us: 'p50',
  p99Us: 'p99',
  perSecond: 'per second',
  megabytesPerSecond: 'MB/s',
  cpuUs: 'CPU',
  heldUp: 'p99 ÷ allowed',
};

/** One line per trial, as it ends. */
export function trialLine({ peer, work, round, result, error }: Trial): string {
  const what = `round ${round + 1}  ${work.padEnd(12)} ${peer.padEnd(16)}`;
  if (result === undefined) return `${what} FAILED: ${error.message}`;
  const { operations, elapsedUs, latencyUs } = result.outcome;
  const p50 = latencyUs?.p50 === undefined ? '' : `  p50 ${short(latencyUs.p50)} µs`;
  return `${what} ${short((operations / elapsedUs) * 1e6)}/s${p50}`;
}

interface Column {
  readonly title: string;
  readonly value: (peer: PeerFigures) => string;
}

function latencyColumns(work: WorkFigures): Column[] {
  return [
    ...columnIfAny('p50 µs', 'p50Us', work),
    ...columnIfAny('p99 µs', 'p99Us', work),
    ...columnIfAny('p99.9 µs', 'p999Us', work),
    ...columnIfAny('p99 alone µs', 'aloneP99Us', work),
    ...columnIfAny('÷ allowed', 'heldUp', work),
  ];
}

function rateColumns(work: WorkFigures): Column[] {
  if (work.headline === 'cpu') return [];
  const rate = column('per second', 'perSecond', work);
  return work.headline === 'bandwidth' ? [column('MB/s', 'megabytesPerSecond', work), rate] : [rate];
}

/** Left out where no peer has it. */
function columnIfAny(title: string, key: keyof TrialFigures, work: WorkFigures): Column[] {
  return work.peers.some(({ figures }) => figures[key] !== undefined) ? [column(title, key, work)] : [];
}

/** The headline is shown with its spread, other figures by their median. */
function column(title: string, key: keyof TrialFigures, work: WorkFigures): Column {
  const isHeadline = key === headlineFigure(work.headline);
  return {
    title,
    value: ({ figures }) => (isHeadline ? shortSpread(figures[key]) : short(figures[key]?.median)),
  };
}

function headlineName(work: WorkFigures): string {
  return { p50: 'p50', p99: 'p99', rate: 'the rate', bandwidth: 'MB/s', cpu: 'processor time' }[
    work.headline
  ];
}

function shortSpread(spread: Spread | undefined): string {
  if (spread === undefined) return absent;
  return `${short(spread.median)} (${short(spread.min)}–${short(spread.max)})`;
}

/** Three significant digits, thousands as `k`, millions as `M`. */
export function short(value: number | undefined): string {
  if (value === undefined) return absent;
  for (const [unit, suffix] of [
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (value >= unit) return `${digits(value / (suffix === 'k' ? 1e3 : unit))} ${suffix}`;
  }
  return digits(value);
}

function digits(value: number): string {
  if (value >= 100 || value === 0) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
