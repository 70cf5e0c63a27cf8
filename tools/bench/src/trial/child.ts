// SPDX-License-Identifier: Apache-2.0
// One child process of a trial, in a process group of its own so that whatever it starts can be ended with it.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { programBeside } from '../program.js';
import type { Assignment } from './messages.js';

/** Time for a child to exit after its work, ms. One that needs more has left something open: the trial has failed. */
const exitMs = 5000;
/** Kept of what a child wrote. */
const maxOutputChars = 20_000;

/** What is left of a child for whoever only ends it. */
export type AnyChild = Pick<Child<object, { readonly type: string }>, 'kill' | 'output'>;

const running = new Set<AnyChild>();

/** Ends every child at once, with all that they have started. */
export function killChildren(): void {
  for (const child of running) child.kill();
}

/** `In` is what it is told, `Out` what it says. Owned by the trial, which stops or kills it. */
export class Child<In extends object, Out extends { readonly type: string }> {
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #exited: Promise<string>;
  #output = '';

  constructor(program: 'client' | 'server', assignment: Assignment, execArgv: readonly string[]) {
    this.#name = program;
    const file = fileURLToPath(programBeside(import.meta.url, `${program}-main`));
    this.#process = fork(file, [JSON.stringify(assignment)], {
      execArgv: [...execArgv],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-maxOutputChars);
      });
    }
    running.add(this);
    this.#exited = new Promise((resolve) => {
      this.#process.on('error', (error) => resolve(error.message));
      // 'close' comes after the last of its output.
      this.#process.on('close', (code, signal) => {
        running.delete(this);
        resolve(signal === null ? `code ${code}` : `signal ${signal}`);
      });
    });
  }

  tell(message: In): void {
    // A child that is gone says so by its exit.
    this.#process.send(message, () => {});
  }

  on(listener: (message: Out) => void): void {
    this.#process.on('message', listener as (message: unknown) => void);
  }

  /** What it wrote to stdout and stderr, the end of it. */
  get output(): string {
    return this.#output;
  }

  /** The next message of a type. Rejects when the child ends before it. */
  next<T extends Out['type']>(type: T): Promise<Extract<Out, { readonly type: T }>> {
    return new Promise((resolve, reject) => {
      const listener = (message: Out) => {
        if (message.type !== type) return;
        this.#process.off('message', listener as (message: unknown) => void);
        resolve(message as Extract<Out, { readonly type: T }>);
      };
      this.on(listener);
      this.end().catch(reject);
    });
  }

  /** Rejects when the child ends. */
  async end(): Promise<never> {
    throw new Error(`the ${this.#name} process ended with ${await this.#exited}`);
  }

  /** Waits until the child has ended by itself. Rejects when it does not, or not with code 0. */
  async exit(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), exitMs);
    });
    const how = await Promise.race([this.#exited, late]);
    clearTimeout(timer);
    if (how === 'code 0') return;
    const what = how === undefined ? `did not end within ${exitMs} ms of close()` : `ended with ${how}`;
    throw new Error(`the ${this.#name} process ${what}`);
  }

  kill(): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is empty already.
    }
  }
}
