// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { peers } from '../peers/list.js';
import type { Trial } from '../trial/run-trial.js';
import type { Work } from '../works/contract.js';
import { works } from '../works/list.js';
import { workFigures } from './figures.js';
import { checkTargets, targets, targetsOf } from './targets.js';

const work = (name: string, headline: Work['headline']): Work => ({
  name,
  title: name,
  needs: 'text',
  headline,
  operation: 'calls',
  payloadBytes: 1000,
  rivals: 'all',
  run: () => Promise.reject(new Error('not run here')),
});

/** 1,000 calls in `elapsedUs`. */
function trial(peer: string, workName: string, round: number, elapsedUs: number, p50 = 1): Trial {
  const latencyUs = { samples: 1000, p50, p99: 2 * p50, p999: undefined, max: 9 * p50 };
  return {
    peer,
    work: workName,
    round,
    result: {
      outcome: { operations: 1000, elapsedUs, latencyUs },
      clientCpuUs: elapsedUs / 2,
      serverCpuUs: elapsedUs / 4,
      clientPeakRssBytes: 3 * 2 ** 20,
      serverPeakRssBytes: 4 * 2 ** 20,
    },
  };
}

const failed = (peer: string, workName: string, round: number): Trial => ({
  peer,
  work: workName,
  round,
  error: { message: 'no', output: '' },
});

describe('workFigures()', () => {
  it('gives every figure in the unit of its name', () => {
    const [figures] = workFigures([trial('a', 'w', 0, 500_000, 20)], [work('w', 'rate')]);

    const medians = Object.entries(figures!.peers[0]!.figures).map(([name, spread]) => [
      name,
      spread?.median,
    ]);
    expect(Object.fromEntries(medians)).toEqual({
      p50Us: 20,
      p99Us: 40,
      p999Us: undefined,
      aloneP99Us: undefined,
      heldUp: undefined,
      perSecond: 2000,
      megabytesPerSecond: 2,
      cpuUs: 375,
      peakRssMiB: 7,
      connectionKiB: undefined,
    });
  });

  it('takes ratios of the headline figure round by round', () => {
    const trials = [
      trial('a', 'w', 0, 100, 1),
      trial('socket', 'w', 0, 200, 2),
      trial('a', 'w', 1, 1000, 10),
      trial('socket', 'w', 1, 4000, 20),
    ];

    const byP50 = workFigures(trials, [work('w', 'p50')])[0]!.peers[0]!;
    const byRate = workFigures(trials, [work('w', 'rate')])[0]!.peers[0]!;

    expect(byP50.ratios).toEqual({ socket: { median: 0.5, min: 0.5, max: 0.5 } });
    expect(byRate.ratios).toEqual({ socket: { median: 3, min: 2, max: 4 } });
    expect(byRate.cpuRatios.socket).toEqual({ median: 0.375, min: 0.25, max: 0.5 });
  });

  it('keeps the rounds apart when a trial failed', () => {
    const trials = [
      failed('a', 'w', 0),
      trial('socket', 'w', 0, 1, 1),
      trial('a', 'w', 1, 1, 10),
      trial('socket', 'w', 1, 1, 20),
    ];

    const [a, socket] = workFigures(trials, [work('w', 'p50')])[0]!.peers;

    expect(a).toMatchObject({ rounds: 1, ratios: { socket: { median: 0.5 } } });
    expect(socket).toMatchObject({ rounds: 2 });
  });

  it('has no figure for a peer whose trials all failed', () => {
    const [a] = workFigures([failed('a', 'w', 0)], [work('w', 'p50')])[0]!.peers;

    expect(a!.rounds).toBe(0);
    expect(Object.values(a!.figures).every((spread) => spread === undefined)).toBe(true);
  });
});

describe('the figures of a work under load and of connections', () => {
  it('compare p99 with what the load may make of it', () => {
    const loaded = trial('a', 'w', 0, 100, 400);
    const alone = { samples: 1000, p50: 100, p99: 200, p999: undefined, max: 300 };
    const outcome = { ...loaded.result!.outcome, aloneLatencyUs: alone, connectionBytes: 2048 };

    const [figures] = workFigures(
      [{ ...loaded, result: { ...loaded.result!, outcome } } as Trial],
      [work('w', 'p99')],
    );

    expect(figures!.peers[0]!.byRound[0]).toMatchObject({ aloneP99Us: 200, heldUp: 1, connectionKiB: 2 });
  });
});

describe('the targets', () => {
  it('name works and peers that there are', () => {
    const can = (workName: string, peerName: string) => {
      const needs = works.find(({ name }) => name === workName)?.needs;
      return needs !== undefined && peers.find(({ name }) => name === peerName)?.abilities.includes(needs);
    };

    for (const { work: name, peer, reference } of targets) {
      expect([name, peer, can(name, peer)]).toEqual([name, peer, true]);
      if (reference !== undefined)
        expect([name, reference, can(name, reference)]).toEqual([name, reference, true]);
    }
  });

  it('are left out where one side was not asked for', () => {
    const some = targetsOf((name, peer) => name === 'w1' && peer !== 'grpc-js');

    expect(some.length).toBeGreaterThan(0);
    expect(some.every((target) => target.work === 'w1' && target.reference !== 'grpc-js')).toBe(true);
  });
});

describe('checkTargets()', () => {
  const target = { work: 'w', peer: 'a', reference: 'socket', figure: 'p50Us' } as const;
  const figures = workFigures(
    [trial('a', 'w', 0, 100, 8), trial('socket', 'w', 0, 100, 10)],
    [work('w', 'p50')],
  );

  it('is met at the limit and missed beyond it', () => {
    const met = (limits: { atMost?: number; atLeast?: number }) =>
      checkTargets(figures, [{ ...target, ...limits }])[0]!.met;

    expect(met({ atMost: 0.8 })).toBe(true);
    expect(met({ atMost: 0.79 })).toBe(false);
    expect(met({ atLeast: 0.8 })).toBe(true);
    expect(met({ atLeast: 0.81 })).toBe(false);
  });

  it('is about the figure itself without a reference', () => {
    const wanted = { work: 'w', peer: 'a', figure: 'p50Us' } as const;

    const verdicts = checkTargets(figures, [
      { ...wanted, atMost: 8 },
      { ...wanted, atMost: 7 },
    ]);

    expect(verdicts.map(({ met, value }) => [met, value])).toEqual([
      [true, 8],
      [false, 8],
    ]);
  });

  it('is missed when it was not measured', () => {
    const verdicts = checkTargets(figures, [
      { ...target, reference: 'grpc-js', atLeast: 0 },
      { ...target, work: 'other', atLeast: 0 },
    ]);

    expect(verdicts.map(({ met, value }) => [met, value])).toEqual([
      [false, undefined],
      [false, undefined],
    ]);
  });
});
