// SPDX-License-Identifier: Apache-2.0
// `npm run bench`: builds what is measured (from the cache where nothing changed) and runs it. `--no-build` skips that.
import { build } from './build.mjs';

const args = process.argv.slice(2);
if (!args.includes('--no-build')) build();
const { main } = await import('./dist/main.js');
await main(args.filter((arg) => arg !== '--no-build'));
