// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { short, verdictTable, workTable } from './table.js';

describe('short()', () => {
  it.each([
    [undefined, '–'],
    [0, '0'],
    [0.0123, '0.012'],
    [0.5, '0.50'],
    [9.876, '9.88'],
    [26.04, '26.0'],
    [341.4, '341'],
    [9876, '9876'],
    [341_234, '341 k'],
    [20_500, '20.5 k'],
    [2_050_000, '2.05 M'],
  ])('writes %s as %s', (value, text) => {
    expect(short(value)).toBe(text);
  });
});

describe('workTable()', () => {
  it('shows the headline with its spread and a dash for what is missing', () => {
    const one = (median: number) => ({ median, min: median / 2, max: median * 2 });
    const figures = {
      p50Us: one(10),
      p99Us: one(20),
      p999Us: undefined,
      aloneP99Us: undefined,
      heldUp: undefined,
      perSecond: one(100_000),
      megabytesPerSecond: one(3),
      cpuUs: one(4),
      peakRssMiB: one(80),
      connectionKiB: undefined,
    };
    const peer = {
      peer: 'a',
      rounds: 3,
      figures,
      byRound: [],
      ratios: { socket: one(0.5) },
      cpuRatios: { socket: one(2) },
    };

    const lines = workTable({ work: 'w', title: 'Title', headline: 'p50', peers: [peer] }).split('\n');

    expect(lines[0]).toBe('Title  (ratios of p50; lower is better)');
    expect(lines[2]!.split(/ {2,}/)).toEqual([
      'a',
      '10.0 (5.00–20.0)',
      '20.0',
      '100 k',
      '4.00',
      '80.0',
      '–',
      '0.50 (0.25–1.00)',
      '–',
      '–',
      '2.00',
      '–',
    ]);
  });
});

describe('verdictTable()', () => {
  it('says for each target whether it is met', () => {
    const target = { work: 'w1', peer: 'memlane', reference: 'socket', figure: 'p50Us' } as const;

    const lines = verdictTable([
      { target: { ...target, atMost: 0.8 }, value: 0.7, met: true },
      { target: { ...target, atLeast: 50 }, value: undefined, met: false },
    ]).split('\n');

    expect(lines[1]).toMatch(/^pass {2}.*memlane ÷ socket.*0\.70.*at most 0\.8$/);
    expect(lines[2]).toMatch(/^FAIL {2}.*not measured.*at least 50$/);
  });
});
