// SPDX-License-Identifier: Apache-2.0
// Where the programs of this workspace's own node_modules are, whichever workspace is being checked.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The folder of `@types` packages. */
export const typesFolder = dirname(dirname(require.resolve('@types/node/package.json')));

/** The file of a package's `bin`, for Node.js to run. */
export function programOf(packageName, binName = packageName) {
  const manifestPath = require.resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifestPath, 'utf8'));
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[binName]);
}
