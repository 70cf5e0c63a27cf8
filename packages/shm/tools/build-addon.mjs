// SPDX-License-Identifier: Apache-2.0
// Compiles the addon when its sources are newer than it. Runs on `npm install` of the package, where a failure is a
// message and not an error, because without the addon everything works over the socket; with --required it is an error.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.mjs';

const packageDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const addon = join(packageDirectory, 'build/Release/memlane_shm.node');
const required = process.argv.includes('--required');

process.exitCode = main();

function main() {
  if (process.platform !== 'linux') {
    console.log('memlane: no shared memory on this platform yet; shm: addresses use a socket');
    return 0;
  }
  if (isUpToDate()) return 0;
  // Not "rebuild", which removes the addon first: a process that starts meanwhile would go without it.
  const status =
    nodeGyp(packageDirectory, ['configure', '--loglevel=warn']) ||
    nodeGyp(packageDirectory, ['build', '--loglevel=warn']);
  if (status === 0) return 0;
  console.error(
    'memlane: the native addon could not be compiled (is there a C++20 compiler, make and python3?); ' +
      'shm: addresses use a socket until it is: npm rebuild @memlane/shm',
  );
  return required ? 1 : 0;
}

function isUpToDate() {
  if (!existsSync(addon)) return false;
  const built = statSync(addon).mtimeMs;
  const sources = readdirSync(join(packageDirectory, 'native'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [...sources, join(packageDirectory, 'binding.gyp')].every((file) => statSync(file).mtimeMs <= built);
}
