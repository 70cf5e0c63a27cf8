// SPDX-License-Identifier: Apache-2.0
// `npm test`: sets up, runs every lane, ends with the line "N passed, N failed". `npm test -- unit native` runs those.
import process from 'node:process';
import { runLanes } from './lanes/run.mjs';
import { setUp } from './setup.mjs';

try {
  await setUp();
  process.exitCode = await runLanes(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
