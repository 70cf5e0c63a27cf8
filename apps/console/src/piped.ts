// SPDX-License-Identifier: Apache-2.0
// The chat of a script: every line of the input is said and its receipt printed, then it is over.
import { createInterface } from 'node:readline';
import { ChatError, Narrator, Side, type Speaker } from '@memlane/app-chat';
import type { Wording } from './wording.js';

/** What is said when the input has no line. */
export const greeting = 'hello from the console';

/** So long nothing is said about a window that is not there yet: mostly it is about to be. */
const quietMs = 500;

/** No receipt came in time. */
export class ReceiptTimeoutError extends Error {
  override readonly name = 'ReceiptTimeoutError';
}

export interface PipedOptions {
  readonly input: NodeJS.ReadableStream;
  readonly print: (text: string) => void;
  /** For what is no receipt: the window coming and going. */
  readonly note: (text: string) => void;
  /** For a line that was refused, and why. */
  readonly refuse: (text: string) => void;
  /** Longest wait for the next receipt. */
  readonly timeoutMs: number;
}

/**
 * Resolves with the count of refused lines when every other line has its receipt.
 * @throws ReceiptTimeoutError; the link's error when it fails for good
 */
export async function runPiped(speaker: Speaker, wording: Wording, options: PipedOptions): Promise<number> {
  const watch = new Watch(speaker, options.timeoutMs);
  const narrator = new Narrator(Side.WINDOW);
  const texts = new Map<number, string>();
  speaker.on('heard', (line) => options.print(wording.heard(line)));
  const waiting = setTimeout(() => options.note(narrator.say(speaker.state)), quietMs);
  speaker.on('state', (state) => {
    clearTimeout(waiting);
    options.note(narrator.say(state));
  });
  speaker.on('receipt', (receipt) => {
    options.print(wording.pipedReceipt(receipt, texts.get(receipt.id) ?? ''));
    texts.delete(receipt.id);
  });
  try {
    return await Promise.race([watch.failed, sayAll(speaker, options, texts, watch)]);
  } finally {
    clearTimeout(waiting);
    watch.stop();
  }
}

async function sayAll(
  speaker: Speaker,
  options: PipedOptions,
  texts: Map<number, string>,
  watch: Watch,
): Promise<number> {
  const say = async (text: string): Promise<void> => {
    await speaker.room();
    const { id } = speaker.say(text);
    texts.set(id, text);
    watch.touch();
  };
  // Before anything is awaited: a readline without a listener drops lines.
  const lines = createInterface({ input: options.input, terminal: false })[Symbol.asyncIterator]();
  await speaker.start();
  let number = 0;
  let said = 0;
  let refused = 0;
  for await (const text of { [Symbol.asyncIterator]: () => lines }) {
    number++;
    try {
      await say(text);
      said++;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      // A blank line is nothing to say; any other refused line is told, and those behind it still go out.
      if (error.code === 'empty-line') continue;
      if (error.code !== 'line-too-long') throw error;
      refused++;
      options.refuse(`line ${number.toLocaleString('en')} of the input was not sent: ${error.message}`);
    }
  }
  if (said + refused === 0) await say(greeting);
  await speaker.allReceipted();
  return refused;
}

/** Rejects `failed` when lines wait and nothing moves, or when the link fails for good. */
class Watch {
  readonly failed: Promise<never>;
  readonly #speaker: Speaker;
  readonly #timeoutMs: number;
  #reject!: (error: Error) => void;
  #timer: NodeJS.Timeout | undefined;
  /** The window has come since the last receipt: that it comes again is no progress. */
  #hasCome = false;

  constructor(speaker: Speaker, timeoutMs: number) {
    this.#speaker = speaker;
    this.#timeoutMs = timeoutMs;
    this.failed = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.failed.catch(() => {});
    speaker.on('receipt', () => {
      this.#hasCome = false;
      this.#restart();
    });
    speaker.on('state', (state) => {
      if (state.status === 'failed') this.#reject(state.error);
      if (state.status !== 'up' || this.#hasCome) return;
      this.#hasCome = true;
      this.#restart();
    });
  }

  /** A line waits now: begins to count unless it does already. */
  touch(): void {
    if (this.#timer === undefined) this.#restart();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #restart(): void {
    this.stop();
    if (this.#speaker.waiting === 0) return;
    this.#timer = setTimeout(() => {
      const { waiting, address } = this.#speaker;
      const lines = waiting === 1 ? '1 line' : `${waiting.toLocaleString('en')} lines`;
      this.#reject(
        new ReceiptTimeoutError(
          `no receipt within ${this.#timeoutMs.toLocaleString('en')} ms for ${lines} sent to ${address}; is the window running?`,
        ),
      );
    }, this.#timeoutMs);
  }
}
