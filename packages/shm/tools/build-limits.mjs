// SPDX-License-Identifier: Apache-2.0
// Compiles native/limits, which the benchmark runs, when its sources are newer, and prints where the program is.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.mjs';

const packageDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const directory = join(packageDirectory, 'build-tests/limits');
const program = join(directory, 'build/Release/memlane_limits');

process.exitCode = isUpToDate() || build() ? 0 : 1;
if (process.exitCode === 0) console.log(program);

function build() {
  mkdirSync(directory, { recursive: true });
  for (const source of ['binding.gyp', 'native']) {
    const link = join(directory, source);
    rmSync(link, { force: true });
    symlinkSync(join('../..', source), link);
  }
  return (
    nodeGyp(directory, ['configure', '--loglevel=warn', '--', '-Dmemlane_limits=1']) === 0 &&
    nodeGyp(directory, ['build', '--loglevel=warn']) === 0
  );
}

function isUpToDate() {
  if (!existsSync(program)) return false;
  const built = statSync(program).mtimeMs;
  return ['core', 'limits', 'platform']
    .flatMap((room) =>
      readdirSync(join(packageDirectory, 'native', room)).map((name) => join('native', room, name)),
    )
    .concat('binding.gyp')
    .every((file) => statSync(join(packageDirectory, file)).mtimeMs <= built);
}
