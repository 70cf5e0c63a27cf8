// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { PeerFigures, WorkFigures } from '../report/figures.js';
import { charts } from './charts.js';
import { parseResults, type Results } from './results.js';
import { blockBegin, blockEnd, page, readmeBlock, replaceBlock, table } from './summary.js';

const spread = (median: number) => ({ median, min: median / 2, max: median * 2 });

function peer(name: string, value: number): PeerFigures {
  const figures = {
    p50Us: spread(value),
    p99Us: spread(value * 3),
    p999Us: undefined,
    aloneP99Us: undefined,
    heldUp: undefined,
    perSecond: spread(1e6 / value),
    megabytesPerSecond: spread(1000 / value),
    cpuUs: spread(value),
    peakRssMiB: spread(80),
    connectionKiB: undefined,
  };
  return { peer: name, rounds: 3, figures, byRound: [], ratios: {}, cpuRatios: {} };
}

const work = (name: string, headline: WorkFigures['headline'], peers: PeerFigures[]): WorkFigures => ({
  work: name,
  title: `work ${name}`,
  headline,
  peers,
});

const results: Results = {
  schema: 1,
  startedAt: '2026-11-26T12:00:00.000Z',
  command: 'npm run bench',
  commit: { hash: '0123456789abcdef', dirty: false },
  machine: { cpu: 'A processor', cpus: 2, memoryBytes: 1, system: 'Linux 6 x64', loadBefore: 0.1 },
  versions: { node: '20.20.2' },
  rounds: 3,
  figures: [
    work('w1', 'p50', [peer('socket', 40), peer('memlane', 4), peer('limit-eventfd', 10)]),
    work('size-0', 'p50', [peer('memlane', 4), peer('socket', 41)]),
    work('size-1m', 'p50', [peer('memlane', 400), peer('socket', 410)]),
    work('w2', 'rate', [peer('memlane', 1), peer('socket', 3)]),
  ],
};

/** What the texts of the SVG say, in order. */
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);

describe('charts()', () => {
  const drawn = charts(results);
  const svgOf = (name: string) => drawn.find((chart) => chart.name === name)!.svg;

  it('draws what there are figures for', () => {
    expect(drawn.map(({ name }) => name)).toEqual(['w1', 'w2', 'in-flight', 'sizes']);
  });

  it('puts the best peer first, whatever is better', () => {
    const names = ['memlane', 'socket', 'limit-eventfd'];
    const order = (name: string) => textsOf(svgOf(name)).filter((text) => names.includes(text!));

    expect(order('w1')).toEqual(['memlane', 'limit-eventfd', 'socket']);
    expect(order('w2')).toEqual(['memlane', 'socket']);
  });

  it('writes title, unit and values', () => {
    expect(textsOf(svgOf('w1'))).toEqual(
      expect.arrayContaining(['Sequential call, 32 bytes: time of a round trip', 'µs (log)', '4', '40']),
    );
  });

  it('gives a size of 0 a place on the axis', () => {
    expect(textsOf(svgOf('sizes'))).toEqual(expect.arrayContaining(['0', '1 Mi', 'memlane', 'socket']));
  });

  it('is an image by itself that follows the colours of the page', () => {
    for (const { svg } of drawn) {
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(svg).toContain('prefers-color-scheme: dark');
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});

describe('page()', () => {
  it('names machine, date, commit and command, and shows every chart and table', () => {
    const text = page(results, charts(results));

    expect(text).toContain(
      '2 × A processor, Linux 6 x64, Node.js 20.20.2, 2026-11-26, commit 0123456789ab, 3 rounds, `npm run bench`',
    );
    for (const name of ['w1', 'w2', 'in-flight', 'sizes']) expect(text).toContain(`](${name}.svg)`);
    for (const { title } of results.figures) expect(text).toContain(title);
  });
});

describe('the block of the README', () => {
  it('replaces the one before and nothing else', () => {
    const readme = `before\n${blockBegin}\n\nold\n\n${blockEnd}\nafter\n`;

    const text = replaceBlock(readme, readmeBlock(results, 'charts'));

    expect(text.startsWith('before\n') && text.endsWith('\nafter\n')).toBe(true);
    expect(text).toContain('| sequential call, 32 bytes, p50 | 4.00 µs ');
    expect(text).not.toContain('old');
    expect(replaceBlock(text, 'again')).toBe(`before\n${blockBegin}\n\nagain\n\n${blockEnd}\nafter\n`);
  });

  it('is refused by a text without a place for it', () => {
    expect(() => replaceBlock('nothing', 'block')).toThrow('to write into');
  });

  it('has a table with columns of one width', () => {
    const lines = table([
      ['a', 'bcde'],
      ['fgh', 'i'],
    ]).split('\n');

    expect(lines).toEqual(['| a   | bcde |', '| --- | ---- |', '| fgh | i    |']);
  });
});

describe('parseResults()', () => {
  it('refuses results of another version', () => {
    expect(() => parseResults('{"schema":7}')).toThrow('schema 7, 1 is wanted');
  });
});
