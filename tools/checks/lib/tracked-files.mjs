// SPDX-License-Identifier: Apache-2.0
// Which files a workspace consists of: what git tracks, and what it would add.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

/** Paths relative to `root`, sorted. @throws when `root` is not a git work tree */
export async function listTrackedFiles(root) {
  const parameters = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { code, output } = await runCommand('git', parameters, { cwd: root });
  if (code !== 0) throw new Error(`git ls-files failed in ${root}: ${output}`);
  // A file that was removed but not yet committed is still listed.
  const paths = output.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  return [...new Set(paths)].sort();
}

/** True for what a program wrote: its author is not a person, its form not ours. */
export function isGenerated(path) {
  return /(^|\/)(gen|golden|vectors)\//.test(path) || path.endsWith('package-lock.json');
}

/** The text of a file, or undefined for one that is not text. */
export function readText(root, path) {
  const bytes = readFileSync(join(root, path));
  return bytes.includes(0) ? undefined : bytes.toString('utf8');
}
