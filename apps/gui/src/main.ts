// SPDX-License-Identifier: Apache-2.0
// The window as a program of its own: node apps/gui/dist/main.js
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorExitCode, errorText, exit, ignoreClosedOutput, onStop, usageExitCode } from '@memlane/app-chat';
import { chooseToken, parseArguments } from './options.js';
import { hasParent, tellParent } from './parent.js';
import { WindowHost } from './window-host.js';

/** The page that `vite build` made, seen from the built program or from the source. */
function pageFolder(): string {
  const isSource = extname(import.meta.url) === '.ts';
  return fileURLToPath(new URL(isSource ? '../dist/page/' : './page/', import.meta.url));
}

/** Does not resolve while all is well: the program ends by a signal or with its parent. */
async function main(): Promise<number> {
  const options = parseArguments(process.argv.slice(2));
  if (typeof options === 'number') return options;
  ignoreClosedOutput();
  let host: WindowHost | undefined;
  onStop(async () => host?.close());
  try {
    const token = chooseToken(process.env);
    host = await WindowHost.start({ ...options, token, pageFolder: pageFolder() });
  } catch (error) {
    if (hasParent()) await tellParent({ type: 'failed', text: (error as Error).message });
    else console.error(errorText(error));
    return error instanceof RangeError ? usageExitCode : errorExitCode(error);
  }
  console.log(`Memlane chat, the window (pid ${process.pid}) at ${options.address}`);
  console.log(`Open ${host.url}`);
  console.log(host.sentence);
  host.on('news', (sentence) => console.log(sentence));
  await tellParent({ type: 'ready', url: host.url });
  return new Promise<number>(() => {});
}

exit(await main());
