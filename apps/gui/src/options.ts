// SPDX-License-Identifier: Apache-2.0
// The arguments of the window's process, and the token that it may be given.
import { randomBytes } from 'node:crypto';
import { usageExitCode } from '@memlane/app-chat';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

export interface WindowOptions {
  readonly address: string;
  readonly port: number;
  /** Bytes through a mapped file instead of typed calls. */
  readonly raw: boolean;
}

/** Where a token of one's own is taken from; arguments can be read by other users, the environment cannot. */
export const tokenVariable = 'MEMLANE_CHAT_TOKEN';

/** The options, or the exit code when there is nothing more to do: 0 after --help, 2 after a usage error. */
export function parseArguments(argv: readonly string[]): WindowOptions | number {
  const command = new Command('memlane-window')
    .description('Serve the window of the chat: a page on 127.0.0.1, and the console at the other end.')
    .addOption(
      new Option('--address <address>', 'where to listen for the console').default('shm:memlane-chat'),
    )
    .addOption(
      new Option('--port <port>', 'port of the page on 127.0.0.1; 0 takes a free one')
        .argParser(portNumber)
        .default(0),
    )
    .addOption(
      new Option(
        '--raw',
        'talk through a memory-mapped file instead of typed calls; the address is its name',
      ).default(false),
    )
    .addHelpText(
      'after',
      `\nEnvironment:\n  ${tokenVariable}  token in the page's address (default: a new random one); with --port, a page\n                      that is open finds a restarted window by itself`,
    )
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the options)')
    .exitOverride();
  try {
    return command.parse(argv, { from: 'user' }).opts<WindowOptions>();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
    throw error;
  }
}

/** @throws RangeError when the given token is too weak or does not fit in an address */
export function chooseToken(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment[tokenVariable];
  if (given === undefined || given === '') return randomBytes(24).toString('base64url');
  if (!/^[A-Za-z0-9_-]{16,128}$/.test(given)) {
    throw new RangeError(`${tokenVariable} must be 16 to 128 of the characters A-Z a-z 0-9 _ -`);
  }
  return given;
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) {
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  }
  return value;
}
