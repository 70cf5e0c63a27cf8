// SPDX-License-Identifier: Apache-2.0
// Runs a program of the tests from its sources in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when standard output or error holds the text `count` times. Rejects when the process ends before. */
  said(text: string, count?: number): Promise<void>;
}

/** `file` is relative to the workspace. */
export function start(file: string, args: readonly string[], nodeArgs: readonly string[] = []): Running {
  const child = spawn(
    process.execPath,
    [...nodeArgs, '--conditions=@memlane/source', '--import', 'tsx', `${root}/${file}`, ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const look of [...waiting]) look();
  };
  child.stdout.on('data', (data) => {
    stdout += data;
    heard();
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    heard();
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const said = (text: string, count = 1): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (`${stdout}${stderr}`.split(text).length <= count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void finished.then((end) => reject(new Error(`ended without "${text}": ${JSON.stringify(end)}`)));
    });
  return { child, finished, said };
}
