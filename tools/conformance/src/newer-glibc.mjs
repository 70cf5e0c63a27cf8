// SPDX-License-Identifier: Apache-2.0
// The loader and C libraries of Debian 13 in a scratch folder, for a binary that is newer than this machine's.
// Nothing of the system is changed: apt works on lists and caches of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = ['libc6', 'libstdc++6', 'libgcc-s1'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const mirror = 'http://deb.debian.org/debian';

/**
 * Where the loader and libraries are, downloading them the first time.
 * @param {string} scratch folder that may be removed at any time
 * @returns {{ command: string, args: string[] } | { reason: string }} how to start a program with them, or why not
 */
export function newerGlibc(scratch) {
  const root = join(scratch, 'trixie');
  const found = loader(root);
  if (found !== undefined) return found;
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: 'only for Linux on x64' };
  if (!existsSync(keyring)) return { reason: `not Debian: ${keyring} is missing` };
  rmSync(root, { recursive: true, force: true });
  const partial = join(scratch, 'trixie.partial');
  rmSync(partial, { recursive: true, force: true });
  const why = download(partial);
  if (why !== undefined) return { reason: why };
  const moved = run('mv', [partial, root]);
  return moved ?? loader(root) ?? { reason: `no loader in ${packages.join(', ')}` };
}

function download(folder) {
  const apt = join(folder, 'apt');
  for (const path of ['lists/partial', 'cache/archives/partial', 'debs']) {
    mkdirSync(join(apt, path), { recursive: true });
  }
  const sources = join(apt, 'trixie.list');
  writeFileSync(sources, `deb [signed-by=${keyring}] ${mirror} trixie main\n`);
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(apt, 'lists')}`,
    `Dir::Cache=${join(apt, 'cache')}`,
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
  ].flatMap((option) => ['-o', option]);
  const failed =
    run('apt-get', [...options, 'update']) ??
    run('apt-get', [...options, 'download', ...packages.map((name) => `${name}/trixie`)], join(apt, 'debs'));
  if (failed !== undefined) return failed.reason;
  for (const file of readdirSync(join(apt, 'debs'))) {
    const unpacked = run('dpkg', ['-x', join(apt, 'debs', file), folder]);
    if (unpacked !== undefined) return unpacked.reason;
  }
  rmSync(apt, { recursive: true, force: true });
  return undefined;
}

function loader(root) {
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const command = join(libraries, 'ld-linux-x86-64.so.2');
  return existsSync(command) ? { command, args: ['--library-path', libraries] } : undefined;
}

function run(command, args, cwd) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return undefined;
  const said = error?.message ?? `${stderr}${stdout}`.trim().split('\n').at(-1);
  return { reason: `${command} failed: ${said}` };
}
