// SPDX-License-Identifier: Apache-2.0
// `generate` for a command line built with commander.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { generateAndTell } from './generate-and-tell.js';
import { type Int64Mode, int64Modes } from './model/scalars.js';
import { watchAndGenerate } from './watch.js';

interface Flags {
  readonly out: string;
  readonly int64: Int64Mode;
  readonly runtime: string;
  readonly watch: boolean;
}

/**
 * Adds `generate PROTO_DIR --out DIR`. It prints what it wrote; an error of a `.proto` goes to standard error as
 * `file:line:column: message` and makes the exit code 1.
 */
export function addGenerateCommand(program: Command): void {
  program
    .command('generate')
    .description('generate TypeScript from .proto files')
    .argument('<proto-dir>', 'directory of .proto files', notEmpty)
    .requiredOption('-o, --out <dir>', 'directory of the generated files', notEmpty)
    .addOption(
      new Option('--int64 <type>', 'TypeScript type of 64-bit integers')
        .choices(int64Modes)
        .default('bigint'),
    )
    .option('--runtime <module>', 'module that generated files import', notEmpty, 'memlane/codegen')
    .option('-w, --watch', 'generate again whenever a file changes', false)
    .action(async (protoDir: string, flags: Flags) => {
      const options = { protoDir, outDir: flags.out, int64: flags.int64, runtime: flags.runtime };
      if (flags.watch) await watchAndGenerate(options);
      else if (!(await generateAndTell(options))) process.exitCode = 1;
    });
}

function notEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It must not be empty.');
  return value;
}
