// SPDX-License-Identifier: Apache-2.0
// Starts the programs beside this file as processes, and a directory of its own for the sockets of one test file.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const execArgv = ['--conditions=@memlane/source', '--import', 'tsx'];

export interface Started {
  readonly child: ChildProcess;
  /** Exit code or signal. */
  readonly exited: Promise<number | string>;
}

/** Resolves with the program's first message. */
export async function startProgram(
  name: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Started> {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), parameters, {
    execArgv,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const early = exited.then((how) => {
    throw new Error(`${name} ended with ${how} before it was ready`);
  });
  early.catch(() => {});
  await Promise.race([once(child, 'message'), early]);
  return { child, exited };
}

export async function stopProgram({ child, exited }: Started): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}

/** Sets MEMLANE_DIR to a fresh directory; returns what removes it. */
export function useDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  process.env.MEMLANE_DIR = path;
  return {
    path,
    remove() {
      delete process.env.MEMLANE_DIR;
      rmSync(path, { recursive: true, force: true });
    },
  };
}
