// SPDX-License-Identifier: Apache-2.0
// Generated files are what the generator of today writes: it runs, and nothing changes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runCommand } from './lib/command.mjs';
import { listTrackedFiles } from './lib/tracked-files.mjs';

export const name = 'generated';

const generator = 'packages/codegen/scripts/regenerate.mjs';

export async function run(root) {
  const before = await hashGeneratedFiles(root);
  if (before.size === 0) return ['no generated file was found, so nothing was compared'];
  const { code, output } = await runCommand(process.execPath, [join(root, generator)], { cwd: root });
  if (code !== 0) return [`${generator} failed:\n${output.trim()}`];
  const after = await hashGeneratedFiles(root);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => `${path}: was not what ${generator} writes; it is now, commit it`);
}

/** Contents, not git's opinion: a change that is not committed yet must not hide one that regenerating made. */
async function hashGeneratedFiles(root) {
  const files = (await listTrackedFiles(root)).filter((path) => path.includes('/gen/'));
  return new Map(
    files.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex'),
    ]),
  );
}
