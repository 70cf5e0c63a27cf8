// SPDX-License-Identifier: Apache-2.0
// The console as a program of its own: node apps/console/dist/main.js
import { errorExitCode, errorText, exit, ignoreClosedOutput, onStop } from '@memlane/app-chat';
import { type ConsoleOptions, consoleCommand, parseArguments } from './options.js';
import { ConsoleChat } from './run-console.js';

async function main(): Promise<number> {
  const command = consoleCommand('memlane-console', 'Chat with the window from a terminal or a pipe.');
  const options = parseArguments<ConsoleOptions>(command, process.argv.slice(2));
  if (typeof options === 'number') return options;
  ignoreClosedOutput();
  const chat = new ConsoleChat(options);
  onStop(() => chat.close());
  if (chat.isInteractive) {
    chat.print(chat.wording.pointer('Memlane chat, the console. Talks to the window at', options.address));
  }
  try {
    return await chat.run();
  } catch (error) {
    console.error(errorText(error));
    return errorExitCode(error);
  } finally {
    await chat.close();
  }
}

exit(await main());
