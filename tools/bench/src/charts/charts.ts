// SPDX-License-Identifier: Apache-2.0
// Which charts there are, and what of the results is in each.
import type { TrialFigures } from '../report/figures.js';
import { type Dot, dotChart, lineChart, type Point, short } from './forms.js';
import { findWork, kindOf, type Results } from './results.js';

export interface Chart {
  /** Of the file, without `.svg`. */
  readonly name: string;
  /** For a reader who does not see it. */
  readonly text: string;
  readonly svg: string;
}

const perSecond = { figure: 'perSecond', unit: 'per second (log)', words: 'more is better' } as const;
const spreadWords = 'median of the rounds, line from the least to the greatest';

/** Those for which the results have figures. */
export function charts(results: Results): Chart[] {
  return [
    roundTrips(results, 'w1', 'Sequential call, 32 bytes: time of a round trip'),
    dots(results, 'w2', 'w2', 'Calls of 32 bytes, 64 in flight', perSecond),
    lines(results, 'in-flight', 'Calls of 32 bytes by the number in flight', {
      works: new Map([1, 4, 16, 64, 256, 1024].map((count) => [count === 64 ? 'w2' : `w2-${count}`, count])),
      xLabel: 'in flight (log)',
      ...perSecond,
    }),
    ...['64k', '1m'].flatMap((size) =>
      [1, 4].map((count) =>
        dots(
          results,
          `w3-${size}-x${count}`,
          `w3-${size}-x${count}`,
          `Echo of ${sizeWords[size]}, ${count} in flight`,
          {
            figure: 'megabytesPerSecond',
            unit: 'MB/s, payload counted once (log)',
            words: 'more is better',
          },
        ),
      ),
    ),
    lines(results, 'sizes', 'Sequential call by the size of its payload: median round trip', {
      works: sizeWorks,
      xLabel: 'bytes there and back (log; 0 stands at the left)',
      figure: 'p50Us',
      unit: 'µs (log)',
      words: 'less is better',
    }),
    dots(results, 'w4', 'w4', 'Server stream of messages of 32 bytes', perSecond),
    dots(results, 'client-stream', 'client-stream', 'Client stream of messages of 32 bytes', perSecond),
    dots(results, 'record', 'record-x64', 'Echo of a message of 30 fields, 64 in flight', perSecond),
    lines(results, 'clients', 'Calls of 32 bytes by the number of connections, one call at a time on each', {
      works: new Map([1, 10, 100, 1000].map((count) => [`clients-${count}`, count])),
      xLabel: 'connections (log)',
      ...perSecond,
    }),
    dots(results, 'mixed', 'mixed', 'Call of 32 bytes beside echoes of 4 MiB on one connection: p99', {
      figure: 'p99Us',
      unit: 'µs (log)',
      words: 'less is better',
    }),
  ].filter((chart) => chart !== undefined);
}

const sizeWords: Readonly<Record<string, string>> = { '64k': '64 KiB', '1m': '1 MiB' };

/** A logarithm has no place for 0. */
const zeroPlace = 8;
const sizeWorks = new Map<string, number>(
  (
    [
      ['0', zeroPlace],
      ['32', 32],
      ['256', 256],
      ['1k', 2 ** 10],
      ['4k', 2 ** 12],
      ['16k', 2 ** 14],
      ['64k', 2 ** 16],
      ['256k', 2 ** 18],
      ['1m', 2 ** 20],
      ['4m', 2 ** 22],
    ] as const
  ).map(([name, bytes]) => [`size-${name}`, bytes]),
);

interface What {
  readonly figure: keyof TrialFigures;
  readonly unit: string;
  readonly words: string;
}

function dots(
  results: Results,
  name: string,
  workName: string,
  title: string,
  what: What,
): Chart | undefined {
  const rows = dotsOf(results, workName, ({ figures }) => figures[what.figure]);
  if (rows.length === 0) return undefined;
  if (what.words === 'more is better') rows.reverse();
  return {
    name,
    text: describe(title, rows),
    svg: dotChart({ title, subtitle: `${what.words}; ${spreadWords}` }, what.unit, rows),
  };
}

/** From the median to p99 of a round trip. */
function roundTrips(results: Results, workName: string, title: string): Chart | undefined {
  const rows = dotsOf(results, workName, ({ figures: { p50Us, p99Us } }) =>
    p50Us === undefined
      ? undefined
      : { median: p50Us.median, min: p50Us.median, max: Math.max(p50Us.median, p99Us?.median ?? 0) },
  );
  if (rows.length === 0) return undefined;
  const subtitle = 'less is better; dot and number: median, line to p99; each the median of the rounds';
  return {
    name: workName,
    text: describe(title, rows),
    svg: dotChart({ title, subtitle }, 'µs (log)', rows),
  };
}

type PeerOf = NonNullable<ReturnType<typeof findWork>>['peers'][number];

/** Ascending; what is 0 or missing cannot be drawn. */
function dotsOf(
  results: Results,
  workName: string,
  spreadOf: (peer: PeerOf) => { median: number; min: number; max: number } | undefined,
): Dot[] {
  return (findWork(results, workName)?.peers ?? [])
    .flatMap((peer): Dot[] => {
      const spread = spreadOf(peer);
      if (spread === undefined || spread.min <= 0) return [];
      const { median: value, min: from, max: to } = spread;
      return [{ label: peer.peer, kind: kindOf(peer.peer), value, from, to }];
    })
    .sort((a, b) => a.value - b.value);
}

function lines(
  results: Results,
  name: string,
  title: string,
  what: What & { readonly works: ReadonlyMap<string, number>; readonly xLabel: string },
): Chart | undefined {
  const points = [...what.works].flatMap(([workName, x]): Point[] =>
    (findWork(results, workName)?.peers ?? []).flatMap(({ peer, figures }) => {
      const y = figures[what.figure]?.median;
      if (y === undefined || y <= 0 || !isInLines(peer)) return [];
      return [{ series: peer, kind: kindOf(peer), x, y }];
    }),
  );
  if (points.length === 0) return undefined;
  const ticks = new Map([...what.works.values()].map((x) => [x, x === zeroPlace ? '0' : binary(x)]));
  return {
    name,
    text: `${title}, of ${[...new Set(points.map(({ series }) => series))].join(', ')}`,
    svg: lineChart(
      { title, subtitle: `${what.words}; median of the rounds` },
      what.unit,
      what.xLabel,
      ticks,
      points,
    ),
  };
}

const lineWorthy = ['memlane', 'socket-corked', 'socket', 'grpc-js', 'limit-memcpy'];
const isInLines = (peer: string): boolean => lineWorthy.includes(peer);

function binary(value: number): string {
  if (value >= 2 ** 20) return `${value / 2 ** 20} Mi`;
  return value >= 1024 && value % 1024 === 0 ? `${value / 1024} Ki` : `${value}`;
}

function describe(title: string, rows: readonly Dot[]): string {
  return `${title}: ${rows.map(({ label, value }) => `${label} ${short(value)}`).join(', ')}`;
}
