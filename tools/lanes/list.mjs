// SPDX-License-Identifier: Apache-2.0
// The lanes of tests, in the order in which they run: what is quick and finds most goes first.
import { findBrowser } from './browser.mjs';
import { runProgram } from './program.mjs';
import { isRequired } from './run.mjs';
import { runVitest } from './vitest.mjs';

export const lanes = [
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'fuzz', run: () => runVitest('fuzz') },
  { name: 'native', run: () => runProgram('packages/shm/tools/native-tests.mjs', ['--quick']) },
  { name: 'conformance', run: () => runVitest('conformance') },
  { name: 'protobuf', run: () => runProgram('tools/conformance/run.mjs', []) },
  { name: 'integration', run: () => runVitest('integration') },
  { name: 'browser', run: runBrowser },
];

async function runBrowser() {
  const { path, reason } = await findBrowser();
  if (path !== undefined) return runVitest('e2e', { MEMLANE_CHROMIUM: path });
  console.error(`\n!!! THE BROWSER TESTS DO NOT RUN: ${reason}\n`);
  // Somebody without a browser may still see the rest pass; where it is required, as in CI, it is a failure.
  return { passed: 0, failed: isRequired('MEMLANE_BROWSER_REQUIRED') ? 1 : 0, notRun: reason };
}
