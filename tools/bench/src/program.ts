// SPDX-License-Identifier: Apache-2.0
// Finds a program to start: `.js` when this tool is built, `.ts` when it runs from source under a loader.
import { extname } from 'node:path';

/** The program `name` beside the module at `moduleUrl` (its `import.meta.url`). */
export function programBeside(moduleUrl: string, name: string): URL {
  return new URL(`./${name}${extname(new URL(moduleUrl).pathname)}`, moduleUrl);
}
