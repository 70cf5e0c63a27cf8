#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The `memlane` command.
import { addGenerateCommand } from '@memlane/codegen';
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };

const program = new Command('memlane')
  .description(manifest.description)
  .version(manifest.version)
  .showHelpAfterError()
  .exitOverride();
addGenerateCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // commander has printed why; 2 is for wrong use, as in other commands.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
