// SPDX-License-Identifier: Apache-2.0
// Starts the helper programs of these tests as processes of their own, and ends them.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const execArgv = ['--conditions=@memlane/source', '--import', 'tsx', '--expose-gc'];

/** Starts `program`, a file beside this one, and waits for its first message. */
export async function start(program: string, ...args: string[]): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), args, {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${program} ended with ${String(code ?? signal)} before it was ready`);
  });
  await Promise.race([once(child, 'message'), exited]);
  exited.catch(() => {});
  return child;
}

/** Runs `program` to its end and returns its exit code or signal. */
export async function run(program: string, ...args: string[]): Promise<number | string> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), args, {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.channel?.unref();
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

/** Ends the process with `signal` and waits until it is gone. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
