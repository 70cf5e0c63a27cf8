// SPDX-License-Identifier: Apache-2.0
// What regenerate.mjs runs with tsx: one process for all pairs of directories, given as JSON.
import { addGenerateCommand } from '@memlane/codegen';
import { Command } from 'commander';

const pairs = JSON.parse(process.argv[2] ?? '[]') as [protoDir: string, outDir: string, ...more: string[]][];
for (const [protoDir, outDir, ...more] of pairs) {
  const program = new Command();
  addGenerateCommand(program);
  await program.parseAsync(['generate', protoDir, '--out', outDir, ...more], { from: 'user' });
}
