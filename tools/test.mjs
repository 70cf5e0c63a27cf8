// SPDX-License-Identifier: Apache-2.0
// `npm test`: sets up, runs every lane, ends with the line "N passed, N failed". `npm test -- unit native` runs those.
// `npm run test:deep` is the same with the lanes that have a full version.
import process from 'node:process';
import { deepLanes } from './lanes/deep.mjs';
import { lanes } from './lanes/list.mjs';
import { runLanes } from './lanes/run.mjs';
import { setUp } from './setup.mjs';

const names = process.argv.slice(2);
const deep = names[0] === '--deep';
try {
  await setUp();
  process.exitCode = await (deep ? runLanes(deepLanes, names.slice(1)) : runLanes(lanes, names));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
