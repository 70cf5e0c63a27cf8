// SPDX-License-Identifier: Apache-2.0
// Behind .ci/run: the tests as the README says, then the checks. Ends with "N passed, N failed" from their own counts.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { countsOf } from './lanes/run.mjs';
import { root } from './setup.mjs';

const steps = [
  { title: 'npm test', command: ['npm', 'test', '--silent'] },
  { title: 'npm run check', command: ['npm', 'run', '--silent', 'check'] },
];
/** Far beyond what a step takes; ends one that hangs. */
const stepTimeoutMs = 40 * 60 * 1000;

const total = { passed: 0, failed: 0 };
const summary = [];
for (const { title, command } of steps) {
  console.log(`\n##### ${title}`);
  const { code, output } = await run(command);
  const counts = countsOf(output);
  total.passed += counts?.passed ?? 0;
  // A step that ends badly without counting a failure is one.
  total.failed += counts === undefined || (code !== 0 && counts.failed === 0) ? 1 : counts.failed;
  summary.push(
    `${title}: ${counts === undefined ? 'no counts' : `${counts.passed} passed, ${counts.failed} failed`}`,
  );
}
console.log(`\n${summary.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function run([program, ...parameters]) {
  const child = spawn(program, parameters, {
    cwd: root,
    env: { ...process.env, CI: '1', MEMLANE_BROWSER_REQUIRED: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that all of it can be ended.
    detached: true,
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    output = (output + text).slice(-10_000);
  });
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), stepTimeoutMs);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearTimeout(timer);
  return { code, output };
}
