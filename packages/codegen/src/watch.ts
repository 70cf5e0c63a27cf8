// SPDX-License-Identifier: Apache-2.0
// Generates again whenever a `.proto` file changes, until the process is interrupted.
import { existsSync } from 'node:fs';
import { watch } from 'chokidar';
import { CodegenError } from './codegen-error.js';
import type { GenerateOptions } from './generate.js';
import { generateAndTell } from './generate-and-tell.js';

/** Editors write a file in several steps; ms without a change before generating. */
const quietMs = 50;

/** Resolves on SIGINT or SIGTERM. Errors of `.proto` files are told and waited out. */
export async function watchAndGenerate(options: GenerateOptions): Promise<void> {
  const { protoDir } = options;
  if (!existsSync(protoDir)) {
    console.error(new CodegenError('bad-option', `${protoDir} does not exist`).message);
    process.exitCode = 1;
    return;
  }
  const stop = interrupted();
  const runs = new Runs(options);
  const watcher = watch(protoDir, {
    ignored: (path, stats) => stats?.isFile() === true && !path.endsWith('.proto'),
  });
  // The files that are there already are told as added, which makes the first run.
  watcher.on('all', () => runs.ask());
  watcher.on('error', (error) => console.error(String(error)));
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  await runs.ask();
  console.log(`watching ${protoDir}; stop with Ctrl-C`);
  await stop;
  await watcher.close();
  await runs.end();
}

/** Runs of the generator one after the other, each after a quiet moment. */
class Runs {
  readonly #options: GenerateOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #asked: Promise<void> | undefined;

  constructor(options: GenerateOptions) {
    this.#options = options;
  }

  /** Resolves when the run that this asks for is over. */
  ask(): Promise<void> {
    this.#asked ??= new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.#asked = undefined;
        this.#running = this.#running.then(() => generateAndTell(this.#options));
        resolve(this.#running.then(() => {}));
      }, quietMs);
    });
    this.#timer?.refresh();
    return this.#asked;
  }

  /** Gives up the run that is asked for and waits for the one that goes on. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
  }
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
