// SPDX-License-Identifier: Apache-2.0
// The last lines of the chat, for a page that opens late or comes back. Bounded.
import type { Line, RoundTrip, SaidLine } from '@memlane/app-chat';
import type { PageLine } from './page-protocol.js';

/** Older lines are forgotten. */
export const maxTranscriptLines = 500;

export class Transcript {
  readonly #limit: number;
  readonly #lines = new Map<string, PageLine>();
  /** Key of each line of the console that talks now, by its number. */
  readonly #consoleKeys = new Map<number, string>();
  #heardCount = 0;

  constructor(limit: number = maxTranscriptLines) {
    this.#limit = limit;
  }

  /** Oldest first. */
  lines(): PageLine[] {
    return [...this.#lines.values()];
  }

  said({ id, text, sentAtMs, isSent }: SaidLine): PageLine {
    const status = isSent ? 'sent' : 'kept';
    return this.#put({ key: `w${id}`, author: 'window', text, sentAtMs, status, roundTripUs: null });
  }

  heard({ id, text, sentAtMs }: Line): PageLine {
    this.#heardCount++;
    const key = `c${this.#heardCount}`;
    this.#consoleKeys.set(id, key);
    return this.#put({ key, author: 'console', text, sentAtMs, status: 'received', roundTripUs: null });
  }

  /** Our line has its receipt; undefined when it is forgotten already. */
  receipted({ id, roundTripUs }: RoundTrip): PageLine | undefined {
    return this.#update(`w${id}`, { status: 'received', roundTripUs });
  }

  /** The console says how long its line took. */
  timed({ id, roundTripUs }: RoundTrip): PageLine | undefined {
    const key = this.#consoleKeys.get(id);
    return key === undefined ? undefined : this.#update(key, { roundTripUs });
  }

  /** What was kept goes out now, in these lines. */
  sentKept(): PageLine[] {
    const kept = this.lines().filter(({ status }) => status === 'kept');
    return kept.map((line) => this.#put({ ...line, status: 'sent' }));
  }

  /** What was sent and not receipted is kept again, in these lines. */
  keptAgain(): PageLine[] {
    const sent = this.lines().filter(({ status }) => status === 'sent');
    return sent.map((line) => this.#put({ ...line, status: 'kept' }));
  }

  #update(key: string, change: Partial<PageLine>): PageLine | undefined {
    const line = this.#lines.get(key);
    return line === undefined ? undefined : this.#put({ ...line, ...change });
  }

  #put(line: PageLine): PageLine {
    this.#lines.set(line.key, line);
    for (const oldest of this.#lines.keys()) {
      if (this.#lines.size <= this.#limit) break;
      this.#lines.delete(oldest);
    }
    if (this.#consoleKeys.size > 2 * this.#limit) this.#forgetKeys();
    return line;
  }

  #forgetKeys(): void {
    for (const [id, key] of this.#consoleKeys) if (!this.#lines.has(key)) this.#consoleKeys.delete(id);
  }
}
