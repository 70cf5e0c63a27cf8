// SPDX-License-Identifier: Apache-2.0
// The programs of the chat as processes of a group of their own, with what they print kept apart.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const sources = ['--conditions=@memlane/source', '--import', 'tsx'];

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ChatRun {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when the process has ended and everything it printed was read. */
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  #isOver = false;
  #waiters: (() => void)[] = [];

  /** `program` is relative to the folder of the apps: `console/src/start.ts`. */
  constructor(program: string, parameters: readonly string[], environment: NodeJS.ProcessEnv) {
    const script = fileURLToPath(new URL(`../../../${program}`, import.meta.url));
    this.child = spawn(process.execPath, [...sources, script, ...parameters], {
      env: { ...process.env, NO_COLOR: '1', ...environment },
      detached: true,
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#wake();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#wake();
    });
    // What a test writes to a process that has ended is of no interest.
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.#isOver = true;
        this.#wake();
        resolve({ code, signal });
      });
    });
  }

  /** Writes all of the input and ends it. */
  input(text: string): this {
    this.child.stdin.end(text);
    return this;
  }

  /** Resolves with the match once either output has it. @throws when the process ends before */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (match !== null) return match;
      if (this.#isOver) throw new Error(`it ended without saying ${pattern}:\n${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /** Ids of the processes of its group that still run. */
  processes(): number[] {
    const group = String(this.child.pid);
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          // Behind the program's name in parentheses: state, parent, group.
          const [state, , processGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8')
            .replace(/^.*\) /s, '')
            .split(' ');
          return processGroup === group && state !== 'Z';
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  /** Resolves when no process of its group runs any more. The test's own time limit ends it. */
  async gone(): Promise<void> {
    while (this.processes().length > 0) await pause(20);
  }

  /** Kills whatever is left of it. */
  async kill(): Promise<void> {
    for (const pid of this.processes()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }
    await this.ended;
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
