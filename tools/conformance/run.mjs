// SPDX-License-Identifier: Apache-2.0
// Runs Protobuf's own conformance suite over generated code. Exit code 0: every case in scope passed and the list of
// what is out of scope is true, or the runner cannot run on this machine, which is then said. `--update` rewrites
// that list.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newerGlibc } from './src/newer-glibc.mjs';
import { generateProtos, sourceArgs, suite } from './src/protos.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const scratch = join(here, 'build');
const committedFile = join(here, 'out-of-scope.txt');

const runner = findRunner();
if ('reason' in runner) {
  console.log(`NOT RUN: the runner of Protobuf's conformance suite needs glibc 2.38 and ${runner.reason}`);
} else {
  process.exitCode = runSuite(runner) ? 0 : 1;
}

/** How to start the runner: directly, or through the loader of a newer C library. */
function findRunner() {
  const binary = join(suite, 'bin', `conformance_test_runner-${process.platform}-${process.arch}`);
  if (!existsSync(binary)) return { reason: `has no binary for ${process.platform} on ${process.arch}` };
  const { stderr, error } = spawnSync(binary, ['--help'], { encoding: 'utf8' });
  if (error === undefined && !/version .* not found/.test(stderr)) return { command: binary, args: [] };
  mkdirSync(scratch, { recursive: true });
  const loader = newerGlibc(scratch);
  if ('reason' in loader) return loader;
  return { command: loader.command, args: [...loader.args, binary] };
}

function runSuite({ command, args }) {
  mkdirSync(scratch, { recursive: true });
  generateProtos(scratch);
  const skippedFile = join(scratch, 'skipped.txt');
  rmSync(skippedFile, { force: true });
  const testee = [
    process.execPath,
    ...sourceArgs,
    join(here, 'src/testee.ts'),
    join(scratch, 'gen'),
    skippedFile,
  ];
  const options = ['--enforce_recommended', '--maximum_edition', 'PROTO3', '--output_dir', scratch];
  const { stdout, stderr, error } = spawnSync(command, [...args, ...options, ...testee], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  const said = `${stdout}${stderr}`;
  writeFileSync(join(scratch, 'runner.log'), said);
  const counts = [
    ...said.matchAll(/(\d+) successes, (\d+) skipped, (\d+) expected failures, (\d+) unexpected failures/g),
  ];
  const passed = sum(counts, 1);
  const failed = sum(counts, 4);
  if (counts.length === 0 || failed > 0) console.log(said.trim().split('\n').slice(-60).join('\n'));
  const isCurrent = compareOutOfScope(skippedFile);
  console.log(`${sum(counts, 2)} cases are out of scope (tools/conformance/out-of-scope.txt)`);
  console.log(`${passed} passed, ${failed} failed`);
  return counts.length > 0 && passed > 0 && failed === 0 && isCurrent;
}

function sum(counts, group) {
  return counts.reduce((total, match) => total + Number(match[group]), 0);
}

/** The committed list names each kind of case that is left out, with how many there are. */
function compareOutOfScope(skippedFile) {
  const totals = new Map();
  for (const line of readFileSync(skippedFile, 'utf8').trim().split('\n')) {
    const [, reason, count] = /^(.*): (\d+)$/.exec(line);
    totals.set(reason, (totals.get(reason) ?? 0) + Number(count));
  }
  const head =
    '# What the generated code does not do, and the number of conformance cases about it; editions are not asked for.\n' +
    '# Written by run.mjs --update.\n';
  const text =
    head +
    [...totals]
      .map(([reason, count]) => `${reason}: ${count}\n`)
      .sort()
      .join('');
  if (process.argv.includes('--update')) writeFileSync(committedFile, text);
  if (existsSync(committedFile) && readFileSync(committedFile, 'utf8') === text) return true;
  console.log(
    `conformance: out-of-scope.txt is stale; look at the difference to this and run with --update\n${text}`,
  );
  return false;
}
