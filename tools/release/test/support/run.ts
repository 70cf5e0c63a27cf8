// SPDX-License-Identifier: Apache-2.0
// Runs programs as a user's shell would: nothing of this workspace or of the test runner leaks into them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** @returns standard output @throws an Error with all output when the exit code is not 0 */
export async function run(cwd: string, command: string, ...parameters: string[]): Promise<string> {
  const child = spawn(command, parameters, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${parameters.join(' ')} ended with ${code}:\n${output}`);
  return stdout;
}

/** A process that runs until {@link stop}; resolves when it has printed `line`. */
export async function start(cwd: string, line: string, ...parameters: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, parameters, {
    cwd,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const printed = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes(line)) resolve();
    });
  });
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`${parameters.join(' ')} ended with ${code} before it printed ${line}:\n${output}`);
  });
  await Promise.race([printed, ended]);
  ended.catch(() => {});
  return child;
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

function environment(): NodeJS.ProcessEnv {
  const own = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', NO_COLOR: '1' };
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NODE_|VITEST|npm_(package|lifecycle|command|execpath)|FORCE_COLOR)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...own };
}
