// SPDX-License-Identifier: Apache-2.0
// `npm run bench:report -- [FILE]`: draws the results of a run, which `npm run bench -- --json FILE` has written.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

build();
const { report } = await import('./dist/report-main.js');
const [file] = process.argv.slice(2);
report(fileURLToPath(new URL('../..', import.meta.url)), file && resolve(process.env.INIT_CWD ?? '.', file));
