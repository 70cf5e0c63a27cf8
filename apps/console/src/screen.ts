// SPDX-License-Identifier: Apache-2.0
// Prints lines above the one that is being typed, without mangling it. Knows readline, nothing of the chat.
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';

export interface ScreenOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly prompt: string;
}

/** A prompt at the bottom and everything else above it. Owns the readline interface, not the streams. */
export class Screen {
  readonly #readline: Interface;
  readonly #output: ScreenOptions['output'];
  readonly #hasPrompt: boolean;
  #isClosed = false;

  constructor({ input, output, prompt }: ScreenOptions) {
    this.#output = output;
    this.#hasPrompt = output.isTTY === true;
    this.#readline = createInterface({ input, output, prompt, terminal: this.#hasPrompt });
  }

  /** Calls `onLine` for each line; then `onEnd` once, at the end of the input or a Ctrl-C. */
  start(onLine: (text: string) => void, onEnd: () => void): void {
    this.#readline.on('line', (text) => {
      onLine(text);
      this.#prompt();
    });
    this.#readline.on('SIGINT', () => this.#readline.close());
    this.#readline.once('close', () => {
      this.#isClosed = true;
      if (this.#hasPrompt) this.#output.write('\n');
      onEnd();
    });
    this.#prompt();
  }

  /** Puts one line above the prompt; what is being typed stays as it is. */
  print(text: string): void {
    if (!this.#hasPrompt || this.#isClosed) {
      this.#output.write(`${text}\n`);
      return;
    }
    const { rows } = this.#readline.getCursorPos();
    moveCursor(this.#output, 0, -rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    this.#output.write(`${text}\n`);
    // readline would climb over the rows of a long line that it drew before, and erase what was just printed.
    (this.#readline as Interface & { prevRows?: number }).prevRows = 0;
    this.#prompt(true);
  }

  close(): void {
    this.#readline.close();
  }

  #prompt(preserveCursor = false): void {
    if (this.#hasPrompt && !this.#isClosed) this.#readline.prompt(preserveCursor);
  }
}
