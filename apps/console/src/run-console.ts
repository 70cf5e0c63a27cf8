// SPDX-License-Identifier: Apache-2.0
// One console, from its address to its exit code. Used by both programs, main.ts and start.ts.
import { createIdentity, RawLink, RpcClientLink, Side, Speaker } from '@memlane/app-chat';
import { runInteractive } from './interactive.js';
import type { ConsoleOptions } from './options.js';
import { runPiped } from './piped.js';
import { Screen } from './screen.js';
import { Wording, wantsColor } from './wording.js';

/** A console that can be told things while it runs. Owns its speaker. */
export class ConsoleChat {
  readonly wording: Wording;
  readonly #options: ConsoleOptions;
  readonly #speaker: Speaker;
  readonly #isInteractive = process.stdin.isTTY === true;
  #screen: Screen | undefined;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.wording = new Wording(wantsColor(process.env, process.stdout.isTTY === true));
    const identity = createIdentity(Side.CONSOLE);
    this.#speaker = new Speaker({
      identity,
      link: options.raw
        ? new RawLink({ address: options.address, identity })
        : new RpcClientLink({ address: options.address, identity }),
    });
  }

  /** True for a person at a terminal, false for a script. */
  get isInteractive(): boolean {
    return this.#isInteractive;
  }

  /** Prints above the prompt, or on standard output. */
  print(text: string): void {
    if (this.#screen === undefined) process.stdout.write(`${text}\n`);
    else this.#screen.print(text);
  }

  /** Resolves with the exit code, when the person leaves or every line of the script has its receipt or was refused. */
  async run(): Promise<number> {
    if (this.#isInteractive) {
      this.#screen = new Screen({
        input: process.stdin,
        output: process.stdout,
        prompt: this.wording.prompt,
      });
      return runInteractive(this.#speaker, this.#screen, this.wording);
    }
    const refused = await runPiped(this.#speaker, this.wording, {
      input: process.stdin,
      print: (text) => process.stdout.write(`${text}\n`),
      note: (text) => process.stderr.write(`${this.wording.note(text)}\n`),
      refuse: (text) => process.stderr.write(`error: ${text}\n`),
      timeoutMs: this.#options.timeout * 1000,
    });
    return refused === 0 ? 0 : 1;
  }

  /** Leaves the chat. Idempotent. */
  async close(): Promise<void> {
    this.#screen?.close();
    await this.#speaker.close();
  }
}
