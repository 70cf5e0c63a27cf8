// SPDX-License-Identifier: Apache-2.0
// Generates again whenever a `.proto` file changes, until the process is interrupted.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { CodegenError } from './codegen-error.js';
import type { GenerateOptions } from './generate.js';
import { generateAndTell } from './generate-and-tell.js';

/** Editors write a file in several steps; ms without a change before generating. */
const quietMs = 50;
/** How often to look whether the directory is still the one that is watched, in ms. */
const lookMs = 500;

/** Resolves on SIGINT or SIGTERM. Errors of `.proto` files are told and waited out, and so is a directory that is away. */
export async function watchAndGenerate(options: GenerateOptions): Promise<void> {
  const { protoDir } = options;
  if (!existsSync(protoDir)) {
    console.error(new CodegenError('bad-option', `${protoDir} does not exist`).message);
    process.exitCode = 1;
    return;
  }
  const stop = interrupted();
  const runs = new Runs(options);
  const watching = new Watching(protoDir, () => runs.ask());
  await watching.ready;
  await runs.ask();
  console.log(`watching ${protoDir}; stop with Ctrl-C`);
  await stop;
  await watching.close();
  await runs.end();
}

/**
 * Watches the files of a directory. A watcher of chokidar's ends with the directory that it began with; this begins
 * another when there is a directory of that name again, and keeps the process alive meanwhile.
 */
class Watching {
  readonly #directory: string;
  readonly #changed: () => void;
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher;
  /** Which directory is watched; undefined when it is gone. */
  #identity: string | undefined;
  readonly ready: Promise<void>;
  #tellReady = (): void => {};

  /** The files that are there already are told as changed too. */
  constructor(directory: string, changed: () => void) {
    this.#directory = directory;
    this.#changed = changed;
    this.#identity = identityOf(directory);
    this.ready = new Promise((ready) => {
      this.#tellReady = ready;
    });
    this.#watcher = this.#watch();
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.#watcher.close();
  }

  #watch(): FSWatcher {
    const watcher = watch(this.#directory, {
      ignored: (path, stats) => stats?.isFile() === true && !path.endsWith('.proto'),
    });
    watcher.on('all', (event, path) => {
      const isGone = event === 'unlinkDir' && resolve(path) === resolve(this.#directory);
      if (isGone && watcher === this.#watcher) this.#identity = undefined;
      this.#changed();
    });
    watcher.once('ready', () => this.#tellReady());
    watcher.on('error', (error) => console.error(String(error)));
    return watcher;
  }

  #look(): void {
    const identity = identityOf(this.#directory);
    if (identity !== undefined && identity !== this.#identity) {
      void this.#watcher.close();
      this.#watcher = this.#watch();
    }
    this.#identity = identity;
  }
}

/** A directory in the place of an old one may get its number, but is younger. */
function identityOf(directory: string): string | undefined {
  try {
    const { dev, ino, birthtimeMs } = statSync(directory);
    return `${dev} ${ino} ${birthtimeMs}`;
  } catch {
    return undefined;
  }
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
