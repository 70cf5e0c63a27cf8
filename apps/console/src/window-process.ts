// SPDX-License-Identifier: Apache-2.0
// The window's process, started by this one and never outliving it: the IPC channel between them is its life line.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface WindowOptions {
  readonly address: string;
  readonly port: number;
  readonly raw: boolean;
}

/** The window could not start, or has ended without being asked. */
export class WindowProcessError extends Error {
  override readonly name = 'WindowProcessError';
  /** Exit code for the program that needed the window. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the window tells over the channel; see apps/gui/src/parent.ts. */
type WindowMessage =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'failed'; readonly text: string };

/** How long the window may take to leave before it is killed, in ms. */
const patienceMs = 3000;

export class WindowProcess {
  /** The page's address, with its token. */
  readonly url: string;
  /** Resolves when the process has ended by itself; never after close(). */
  readonly ended: Promise<WindowProcessError>;
  readonly #child: ChildProcess;
  #isClosing = false;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        if (!this.#isClosing)
          resolve(
            new WindowProcessError(`the window's process has ended (${signal ?? `exit code ${code}`})`, 1),
          );
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws WindowProcessError when it cannot start, such as when another window serves the address */
  static async start(options: WindowOptions): Promise<WindowProcess> {
    const settings = [
      '--address',
      options.address,
      '--port',
      String(options.port),
      ...(options.raw ? ['--raw'] : []),
    ];
    const child = spawn(process.execPath, [...process.execArgv, windowScript(), ...settings], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        let failure: string | undefined;
        child.on('message', (message: WindowMessage) => {
          if (message.type === 'ready') resolve(message.url);
          else failure = message.text;
        });
        child.once('error', reject);
        child.once('exit', (code, signal) => {
          const text = failure ?? `the window's process did not start (${signal ?? `exit code ${code}`})`;
          reject(new WindowProcessError(text, code === 0 || code === null ? 1 : code));
        });
      });
      return new WindowProcess(child, url);
    } catch (error) {
      if (child.connected) child.disconnect();
      throw error;
    }
  }

  /** Lets the process go and waits until it is gone. Idempotent. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await gone;
    clearTimeout(timer);
  }
}

/** The built window beside the built console, the source beside the source. */
function windowScript(): string {
  const isSource = extname(import.meta.url) === '.ts';
  return fileURLToPath(
    new URL(isSource ? '../../gui/src/main.ts' : '../../gui/dist/main.js', import.meta.url),
  );
}
