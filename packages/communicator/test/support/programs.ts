// SPDX-License-Identifier: Apache-2.0
// Starts the programs beside this file as processes, and a directory of its own for the files of one test file.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const execArgv = ['--conditions=@memlane/source', '--import', 'tsx'];

export const fresh = (): string => `t-${randomUUID().slice(0, 8)}`;

/** A program that runs. It talks in messages; each waits for the one that it is asked for, in order. */
export class Program {
  readonly #child: ChildProcess;
  readonly #messages: unknown[] = [];
  #wake: () => void = () => {};
  /** Exit code or signal. */
  readonly exited: Promise<number | string>;

  constructor(name: string, settings: object, environment: NodeJS.ProcessEnv = {}) {
    this.#child = fork(fileURLToPath(new URL(name, import.meta.url)), [JSON.stringify(settings)], {
      execArgv,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => {
      this.#messages.push(message);
      this.#wake();
    });
    this.exited = once(this.#child, 'exit').then(([code, signal]) => {
      this.#wake();
      return (code ?? signal) as number | string;
    });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  async next<T>(): Promise<T> {
    while (this.#messages.length === 0) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`the program ended with ${this.#child.exitCode ?? this.#child.signalCode}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift() as T;
  }

  send(message: unknown): void {
    this.#child.send(message as object);
  }

  /** Ends it at any instruction; what it was doing stays as it is. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}

/** Sets MEMLANE_DIR to a fresh directory; returns what removes it. */
export function useDirectory(): { readonly path: string; files(): string[]; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  process.env.MEMLANE_DIR = path;
  return {
    path,
    files: () => readdirSync(path),
    remove() {
      delete process.env.MEMLANE_DIR;
      rmSync(path, { recursive: true, force: true });
    },
  };
}
