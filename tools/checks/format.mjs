// SPDX-License-Identifier: Apache-2.0
// Format, lint and the order of imports, by Biome. Warnings count.
import process from 'node:process';
import { runCommand } from './lib/command.mjs';
import { programOf } from './lib/programs.mjs';

export const name = 'format';

export async function run(root) {
  const parameters = ['check', '--error-on-warnings', '--max-diagnostics=100', '--colors=off', '.'];
  const program = programOf('@biomejs/biome', 'biome');
  const { code, output } = await runCommand(process.execPath, [program, ...parameters], { cwd: root });
  return code === 0 ? [] : [output.trim()];
}
