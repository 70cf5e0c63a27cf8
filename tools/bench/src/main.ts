// SPDX-License-Identifier: Apache-2.0
// The command line of the benchmark.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { commit, machine, versions } from './machine.js';
import type { Duration } from './peers/contract.js';
import { peers as allPeers } from './peers/list.js';
import { plan, select } from './plan.js';
import { type WorkFigures, workFigures } from './report/figures.js';
import { trialLine, verdictTable, workTable } from './report/table.js';
import { checkTargets, targetsOf } from './report/targets.js';
import { killChildren } from './trial/child.js';
import { runTrial, type Trial } from './trial/run-trial.js';
import { works as allWorks } from './works/list.js';

interface Options {
  readonly peer: string[];
  readonly work: string[];
  readonly rounds?: number;
  readonly quick?: boolean;
  readonly json?: string;
  readonly check?: boolean;
  readonly profile?: string;
}

const full: Duration = { warmUpMs: 1500, measureMs: 600 };
const quick: Duration = { warmUpMs: 1000, measureMs: 400 };
const mainPeers = allPeers.filter(({ main }) => main);
const quickWorks = allWorks.filter(({ quick }) => quick);

export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('npm run bench --')
    .description(
      'Measures peers in interleaved rounds of fresh processes; docs/benchmarks/README.md has the method.',
    )
    .option(
      '--peer <names...>',
      `peers to measure (all): ${allPeers.map(({ name }) => name).join(', ')}; "*" at the end matches any`,
      [],
    )
    .option('--work <names...>', `works to measure (all): ${allWorks.map(({ name }) => name).join(', ')}`, [])
    .option('--rounds <count>', 'rounds (2)', positiveInteger)
    .option('--quick', 'short trials of the main works and peers, for a first look; less than 90 s')
    .option('--json <file>', 'where the results go (tools/bench/results/<time>.json)')
    .option('--check', 'compare with the targets of what was measured; exit code 1 when one is missed')
    .option('--profile <directory>', 'leave a V8 CPU profile of each process there; the figures suffer')
    .option('--no-build', 'measure what is built already')
    .action(run);
  await program.parseAsync([...args], { from: 'user' });
}

async function run(options: Options, command: Command): Promise<void> {
  let trials: ReturnType<typeof plan>;
  const duration = options.quick ? quick : full;
  const rounds = options.rounds ?? 2;
  try {
    const peers =
      options.quick && options.peer.length === 0 ? mainPeers : select(allPeers, options.peer, 'peer');
    const works =
      options.quick && options.work.length === 0 ? quickWorks : select(allWorks, options.work, 'work');
    trials = plan(peers, works, rounds, options.peer.length === 0);
  } catch (error) {
    command.error((error as Error).message);
  }
  const startedAt = new Date();
  const facts = {
    startedAt: startedAt.toISOString(),
    command: `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim(),
    commit: commit(),
    machine: machine(),
    versions: versions([...new Set(trials.map(({ peer }) => peer))]),
    duration,
    rounds,
  };

  const done: Trial[] = [];
  const scratch = mkdtempSync(join(tmpdir(), 'memlane-bench-'));
  cleanUpAtExit(scratch);
  for (const { peer, work, round } of trials) {
    const trial = await runTrial(peer, work, round, { scratch, duration, profileDirectory: options.profile });
    done.push(trial);
    console.error(trialLine(trial));
    if (trial.error !== undefined) console.error(indent(trial.error.output));
  }

  const figures = workFigures(done, [...new Set(trials.map(({ work }) => work))]);
  const file = resolve(options.json ?? defaultFile(startedAt));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ schema: 1, ...facts, figures, trials: done }, undefined, 2)}\n`);
  report(figures, done, facts, options.check === true);
  console.log(`\nresults: ${file}`);
}

function report(
  figures: readonly WorkFigures[],
  trials: readonly Trial[],
  {
    machine,
    versions,
    rounds,
  }: {
    machine: { cpu: string; cpus: number; system: string };
    versions: Record<string, string>;
    rounds: number;
  },
  check: boolean,
): void {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(`\n${machine.cpus} × ${machine.cpu}, ${machine.system}\n${used.join(', ')}`);
  console.log(`median (least–greatest) of ${rounds} rounds; ratios are taken round by round`);
  for (const work of figures) console.log(`\n${workTable(work)}`);

  const failed = trials.filter(({ error }) => error !== undefined);
  if (failed.length > 0) {
    console.log(`\n${failed.length} of ${trials.length} trials failed`);
    process.exitCode = 1;
  }
  if (check) {
    const isPlanned = (work: string, peer: string) =>
      trials.some((trial) => trial.work === work && trial.peer === peer);
    const verdicts = checkTargets(figures, targetsOf(isPlanned));
    console.log(`\n${verdictTable(verdicts)}`);
    if (verdicts.some(({ met }) => !met)) process.exitCode = 1;
  }
}

/** After Ctrl-C, a closed terminal or an error of ours: no process or file stays. The children's group is not the terminal's. */
function cleanUpAtExit(scratch: string): void {
  process.on('exit', () => {
    killChildren();
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(signal, () => process.exit(128 + number));
  }
}

function defaultFile(time: Date): string {
  const name = time.toISOString().slice(0, 19).replaceAll(':', '-');
  return resolve(import.meta.dirname, '..', 'results', `${name}.json`);
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 is wanted');
  return value;
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '    ');
}
