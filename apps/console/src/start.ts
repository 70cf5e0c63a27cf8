// SPDX-License-Identifier: Apache-2.0
// Behind `npm start`: the window and the console together, both gone when this process is.
import { errorExitCode, errorText, exit, ignoreClosedOutput, onStop } from '@memlane/app-chat';
import { InvalidArgumentError, Option } from 'commander';
import { type ConsoleOptions, consoleCommand, parseArguments } from './options.js';
import { ConsoleChat } from './run-console.js';
import { WindowProcess, WindowProcessError } from './window-process.js';

interface StartOptions extends ConsoleOptions {
  readonly port: number;
}

async function main(): Promise<number> {
  const command = consoleCommand(
    'memlane-chat',
    'Start the window and the console of the chat. Lines from a pipe are sent, receipted and printed; then it ends.',
  ).addOption(
    new Option('--port <port>', 'port of the page on 127.0.0.1; 0 takes a free one')
      .argParser(port)
      .default(0),
  );
  const options = parseArguments<StartOptions>(command, process.argv.slice(2));
  if (typeof options === 'number') return options;
  ignoreClosedOutput();
  const chat = new ConsoleChat(options);
  let window: WindowProcess | undefined;
  const close = async (): Promise<void> => {
    await chat.close();
    await window?.close();
  };
  onStop(close);
  try {
    window = await WindowProcess.start(options);
    chat.print(chat.wording.pointer('Memlane chat. Open the window at', window.url));
    if (chat.isInteractive) {
      chat.print(chat.wording.note('type a line and press Enter; Ctrl-C ends both'));
      window.ended.then((error) => chat.print(chat.wording.alert(`${error.message}; the console stays`)));
      return await chat.run();
    }
    const ended = window.ended.then((error) => Promise.reject(error));
    ended.catch(() => {});
    return await Promise.race([chat.run(), ended]);
  } catch (error) {
    console.error(errorText(error));
    return error instanceof WindowProcessError ? error.exitCode : errorExitCode(error);
  } finally {
    await close();
  }
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) {
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  }
  return value;
}

exit(await main());
