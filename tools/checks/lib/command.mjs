// SPDX-License-Identifier: Apache-2.0
// Runs a program to its end and keeps what it printed.
import { spawn } from 'node:child_process';

/** Far beyond what any program of a check takes; ends one that hangs. */
const timeoutMs = 10 * 60 * 1000;

/**
 * @returns the exit `code` (null after a signal), `stdout`, and `output`: both streams in the order of their arrival
 * @throws when the program cannot be started
 */
export async function runCommand(program, parameters, options = {}) {
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    ...options,
  });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, output };
}
