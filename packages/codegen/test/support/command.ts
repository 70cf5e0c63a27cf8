// SPDX-License-Identifier: Apache-2.0
// A program with the generate command, as the umbrella has it.
import { Command, CommanderError } from 'commander';
import { addGenerateCommand } from '../../src/index.js';

const program = new Command('test').exitOverride();
addGenerateCommand(program);
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
