// SPDX-License-Identifier: Apache-2.0
// The arguments that the console and the start program share.
import { usageExitCode } from '@memlane/app-chat';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

export interface ConsoleOptions {
  readonly address: string;
  /** How long piped lines wait for a receipt, in seconds. */
  readonly timeout: number;
  /** Bytes through a mapped file instead of typed calls. */
  readonly raw: boolean;
}

export const defaultAddress = 'shm:memlane-chat';

/** A command with the options of a console; the caller adds its own. Throws CommanderError instead of exiting. */
export function consoleCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--address <address>', 'where the window listens').default(defaultAddress))
    .addOption(
      new Option('--timeout <seconds>', 'how long lines from a pipe wait for a receipt')
        .argParser(positiveSeconds)
        .default(30),
    )
    .addOption(
      new Option(
        '--raw',
        'talk through a memory-mapped file instead of typed calls; the address is its name',
      ).default(false),
    )
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the options)')
    .exitOverride();
}

/**
 * The options of `argv` (without node and script), or the exit code when there is nothing more to do: 0 after --help, 2
 * after a usage error, which commander has printed.
 */
export function parseArguments<T extends object>(command: Command, argv: readonly string[]): T | number {
  try {
    return command.parse(argv, { from: 'user' }).opts<T>();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
    throw error;
  }
}

function positiveSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new InvalidArgumentError('It must be a number of seconds, more than 0 and at most 86,400.');
  }
  return seconds;
}
