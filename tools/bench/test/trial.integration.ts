// SPDX-License-Identifier: Apache-2.0
// Trials in real processes: what a good one tells, and that no failure is lost and no process stays.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Peer, peers } from '../src/peers/list.js';
import { runTrial, type Trial } from '../src/trial/run-trial.js';
import { works } from '../src/works/list.js';

const execArgv = ['--conditions=@memlane/source', '--import', 'tsx'];
let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'memlane-bench-test-'));
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function run(peer: Peer, workName: string, measureMs = 50): Promise<Trial> {
  const work = works.find(({ name }) => name === workName)!;
  return runTrial(peer, work, 2, { scratch, execArgv, duration: { warmUpMs: 20, measureMs } });
}

function faulty(variant: string): Peer {
  return {
    name: 'faulty',
    title: variant,
    folder: '../../test/peers/faulty',
    variant,
    abilities: ['lone-text'],
    packages: [],
  };
}

describe('runTrial()', () => {
  const workOf = {
    'lone-text': 'w1',
    text: 'w2-16',
    blob: 'size-64k',
    record: 'record-x1',
    'server-stream': 'w4',
    'client-stream': 'client-stream',
    mixed: 'mixed',
    many: 'clients-10',
  } as const;
  // Node 20 has no loader for TypeScript in a worker thread, which message-port's server is.
  const processes = peers.filter(({ name }) => name !== 'message-port');
  const pairs = processes.flatMap((peer) =>
    peer.abilities
      // Nothing but the two works before it at a time.
      .filter((ability) => ability !== 'mixed' || peer.main)
      .map((ability) => ({ peer, ability, name: peer.name })),
  );

  it.each(pairs)('measures $ability of $name', async ({ peer, ability }) => {
    const trial = await run(peer, workOf[ability]);

    expect(trial.error).toBeUndefined();
    expect(trial).toMatchObject({ peer: peer.name, work: workOf[ability], round: 2 });
    const { outcome, clientCpuUs, clientPeakRssBytes, serverPeakRssBytes } = trial.result!;
    expect(outcome.operations).toBeGreaterThan(0);
    expect(outcome.elapsedUs).toBeGreaterThan(0);
    expect(clientCpuUs).toBeGreaterThan(0);
    expect(clientPeakRssBytes).toBeGreaterThan(1e6);
    // A limit is one program.
    if (peer.folder === 'limits') expect(serverPeakRssBytes).toBe(0);
    else expect(serverPeakRssBytes).toBeGreaterThan(1e6);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.each([
    ['server cannot start', 'the server process ended with code 1', 'no room for a server'],
    ['server ends early', 'the server process ended with code 3', ''],
    ['server stays open', 'the server process did not end within 5000 ms of close()', ''],
    ['answer is changed', 'the client process ended with code 1', 'came back as'],
    ['client crashes over a child', 'the client process ended with code 1', 'gave up with a child running'],
  ])('reports that the %s, with what the process wrote', async (variant, message, output) => {
    const trial = await run(faulty(variant), 'w1', 2000);

    expect(trial.result).toBeUndefined();
    // The client may be the first to notice that the server has gone.
    const messages =
      variant === 'server ends early' ? [message, 'the client process ended with code 1'] : [message];
    expect(messages).toContain(trial.error!.message);
    expect(trial.error!.output).toContain(output);
  });

  it('ends what a crashed client has started', async () => {
    await run(faulty('client crashes over a child'), 'w1');

    const pid = readFileSync(join(scratch, 'child.pid'), 'utf8');
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });
});

function isRunning(pid: string): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  // A zombie has ended; its parent has not looked yet.
  return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}
