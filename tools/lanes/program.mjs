// SPDX-License-Identifier: Apache-2.0
// A test program of our own, which ends with the line "N passed, N failed".
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { root } from '../setup.mjs';
import { countsOf } from './run.mjs';

export async function runProgram(path, parameters) {
  const child = spawn(process.execPath, [join(root, path), ...parameters], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    output += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const notRun = /^NOT RUN: (.*)$/m.exec(output)?.[1];
  if (notRun !== undefined && code === 0) return { passed: 0, failed: 0, notRun };
  const counts = countsOf(output) ?? { passed: 0, failed: 1 };
  return { ...counts, failed: counts.failed === 0 && code !== 0 ? 1 : counts.failed };
}
