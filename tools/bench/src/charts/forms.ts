// SPDX-License-Identifier: Apache-2.0
// The two forms of chart, as SVG text: a dot for each peer, and a line for each peer over something that grows. Axes are
// logarithmic; colours are chosen to be legible on a light and on a dark page.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

export type Kind = 'memlane' | 'rival' | 'limit';

/** One row of a dot chart. */
export interface Dot {
  readonly label: string;
  readonly kind: Kind;
  readonly value: number;
  /** Least and greatest over the rounds, or another range that `subtitle` explains. */
  readonly from: number;
  readonly to: number;
}

/** One point of a line chart. */
export interface Point {
  readonly series: string;
  readonly kind: Kind;
  readonly x: number;
  readonly y: number;
}

interface Words {
  readonly title: string;
  readonly subtitle: string;
}

const width = 760;
/** Of a line chart without its margins, and of the name at the end of a line. */
const plotHeight = 284;
const labelHeight = 15;
const marginTop = 64;
/** Room for the names of peers. */
const dotMargin = 142;
const fontSize = 13;
const colours: Readonly<Record<Kind, string>> = { memlane: '#e8590c', rival: '#3b82c4', limit: '#868e96' };
/** Lines need telling apart by more than their kind. */
const lineColours: Readonly<Record<string, string>> = {
  memlane: '#e8590c',
  socket: '#3b82c4',
  'grpc-js': '#2f9e44',
};

/** In the order given, from above. */
export function dotChart({ title, subtitle }: Words, unit: string, dots: readonly Dot[]): string {
  const [low, high] = roundRange(dots.flatMap(({ from, to }) => [from, to]));
  const stroke = (dot: Dot) => colours[dot.kind];
  return finish({
    height: marginTop + dots.length * 24 + 52,
    marginLeft: dotMargin,
    marginBottom: 52,
    marginRight: 76,
    x: {
      type: 'log',
      domain: [low, high],
      label: unit,
      labelOffset: 44,
      labelArrow: 'none',
      ticks: decades(low, high),
      tickFormat: short,
      grid: true,
    },
    y: { domain: dots.map(({ label }) => label), label: null, tickSize: 0 },
    marks: [
      ...headings(title, subtitle, dotMargin),
      Plot.link(dots, { x1: 'from', x2: 'to', y1: 'label', y2: 'label', stroke, strokeWidth: 2 }),
      Plot.dot(dots, { x: 'value', y: 'label', r: 5, fill: stroke }),
      Plot.text(dots, {
        x: 'to',
        y: 'label',
        text: ({ value }: Dot) => short(value),
        textAnchor: 'start',
        dx: 9,
      }),
    ],
  });
}

/** `xTicks` are the values of x and what the axis says of them. */
export function lineChart(
  { title, subtitle }: Words,
  unit: string,
  xLabel: string,
  xTicks: ReadonlyMap<number, string>,
  points: readonly Point[],
): string {
  const [low, high] = roundRange(points.map(({ y }) => y));
  const colour = ({ series, kind }: Point) => lineColours[series] ?? colours[kind];
  const labels = labelsBeside(points, (high / low) ** (labelHeight / plotHeight));
  return finish({
    height: marginTop + plotHeight + 52,
    marginLeft: 60,
    marginRight: 116,
    marginBottom: 52,
    x: { type: 'log', axis: null },
    y: {
      type: 'log',
      domain: [low, high],
      label: null,
      tickFormat: short,
      grid: true,
      ticks: decades(low, high),
    },
    marks: [
      ...headings(title, `${unit}; ${subtitle}`, 60),
      Plot.axisX([...xTicks.keys()], {
        text: (x: number) => xTicks.get(x),
        label: xLabel,
        labelOffset: 44,
        labelArrow: 'none',
      }),
      Plot.line(points, { x: 'x', y: 'y', z: 'series', stroke: colour, strokeWidth: 2 }),
      Plot.dot(points, { x: 'x', y: 'y', fill: colour, r: 3 }),
      Plot.text(labels, {
        x: 'x',
        y: 'y',
        text: 'series',
        fill: colour,
        textAnchor: 'start',
        dx: 8,
        fontWeight: 'bold',
      }),
    ],
  });
}

/** The names of the series at their last points, moved up where they would cover each other; `least` is a ratio of y. */
function labelsBeside(points: readonly Point[], least: number): Point[] {
  const last = [...new Set(points.map(({ series }) => series))]
    .map((series) => points.filter((point) => point.series === series).at(-1)!)
    .sort((a, b) => a.y - b.y);
  let lowest = 0;
  return last.map((point) => {
    const y = Math.max(point.y, lowest);
    lowest = y * least;
    return { ...point, y };
  });
}

function headings(title: string, subtitle: string, marginLeft: number): Plot.Markish[] {
  const at = { frameAnchor: 'top-left', textAnchor: 'start', dx: -marginLeft + 12 } as const;
  return [
    Plot.text([title], { ...at, dy: -50, fontSize: 16, fontWeight: 'bold' }),
    Plot.text([subtitle], { ...at, dy: -30, fontSize: 12, fillOpacity: 0.8 }),
  ];
}

/** Whole decades around the values, so that no dot lies on the edge. */
function roundRange(values: readonly number[]): [number, number] {
  const low = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values) * 1.01));
  return [low, high];
}

/** 10, 100, 1000 … */
function decades(low: number, high: number): number[] {
  const count = Math.round(Math.log10(high / low));
  return Array.from({ length: count + 1 }, (_, index) => Number((low * 10 ** index).toPrecision(6)));
}

/** `1.5 k`, `20 M`, `0.05`: for axes and dots. */
export function short(value: number): string {
  for (const [unit, suffix] of [
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const) {
    if (value >= unit) return `${Number((value / unit).toPrecision(3))}${suffix}`;
  }
  return `${Number(value.toPrecision(3))}`;
}

const style = `svg { color: #1f2328; background: #ffffff; }
@media (prefers-color-scheme: dark) { svg { color: #e6edf3; background: #0d1117; } }`;

function finish(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...options, document, width, marginTop, style: { fontSize: `${fontSize}px` } });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const own = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  own.textContent = style;
  svg.prepend(own);
  return `${svg.outerHTML}\n`;
}
