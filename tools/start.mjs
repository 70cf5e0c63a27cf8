// SPDX-License-Identifier: Apache-2.0
// `npm start`: sets up, then runs the chat of the console and the window in this very process, so that signals, input
// and the exit code are its own.
import process from 'node:process';
import { setUp } from './setup.mjs';

try {
  await setUp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import('../apps/console/dist/start.js');
