// SPDX-License-Identifier: Apache-2.0
// A program of the chat as a process of its own: what it printed, and lines typed into it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const sources = ['--conditions=@memlane/source', '--import', 'tsx'];

export class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  #output = '';
  #waiters: (() => void)[] = [];

  /** `path` is relative to the folder of the apps. */
  constructor(path: string, parameters: readonly string[], environment: NodeJS.ProcessEnv) {
    const script = fileURLToPath(new URL(`../../../${path}`, import.meta.url));
    this.#child = spawn(process.execPath, [...sources, script, ...parameters], {
      env: { ...process.env, ...environment },
    });
    const take = (chunk: Buffer): void => {
      this.#output += chunk;
      for (const wake of this.#waiters.splice(0)) wake();
    };
    this.#child.stdout.on('data', take);
    this.#child.stderr.on('data', take);
    this.#child.on('exit', () => take(Buffer.from('')));
  }

  get output(): string {
    return this.#output;
  }

  /** Types one line and presses Enter. */
  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Resolves with the match once the output has it. @throws when the process ends before */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match !== null) return match;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`the process ended without saying ${pattern}; it said:\n${this.#output}`);
      }
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}
