// SPDX-License-Identifier: Apache-2.0
// Types: the project of the workspace, and those inside sources that need other libraries (a page wants the DOM).
import process from 'node:process';
import { runCommand } from './lib/command.mjs';
import { programOf } from './lib/programs.mjs';
import { listTrackedFiles } from './lib/tracked-files.mjs';

export const name = 'types';

export async function run(root) {
  const files = await listTrackedFiles(root);
  const projects = ['tsconfig.json', ...files.filter((path) => /\/src\/.*tsconfig\.json$/.test(path))];
  const findings = [];
  for (const project of projects) {
    const parameters = [programOf('typescript', 'tsc'), '--noEmit', '--pretty', 'false', '-p', project];
    const { code, output } = await runCommand(process.execPath, parameters, { cwd: root });
    if (code !== 0) findings.push(`${project}:\n${output.trim()}`);
  }
  return findings;
}
