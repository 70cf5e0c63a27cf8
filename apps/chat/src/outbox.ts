// SPDX-License-Identifier: Apache-2.0
// Lines that have no receipt yet, in the order they were said. Bounded; a line leaves only with its receipt.
import { ChatError } from './chat-error.js';
import type { Line } from './gen/chat.js';
import { maxWaitingLines } from './limits.js';

export interface WaitingLine {
  readonly line: Line;
  /** When it was last sent, on the sender's monotonic clock in ms; undefined while it never was on this link. */
  sentAt: number | undefined;
}

export class Outbox {
  readonly #limit: number;
  readonly #lines = new Map<number, WaitingLine>();
  #lastId = 0;
  #waiters: { readonly below: number; readonly resolve: () => void }[] = [];

  constructor(limit: number = maxWaitingLines) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#lines.size;
  }

  /** Numbers and keeps a line. @throws ChatError "too-many-waiting" */
  add(line: Omit<Line, 'id'>): WaitingLine {
    if (this.#lines.size >= this.#limit) {
      throw new ChatError(
        'too-many-waiting',
        `${this.#limit.toLocaleString('en')} lines wait for a receipt already; this one was not kept`,
      );
    }
    this.#lastId++;
    const waiting: WaitingLine = { line: { ...line, id: this.#lastId }, sentAt: undefined };
    this.#lines.set(this.#lastId, waiting);
    return waiting;
  }

  /** Takes a line out; undefined when there is no such line, such as after a second receipt. */
  remove(id: number): WaitingLine | undefined {
    const waiting = this.#lines.get(id);
    if (waiting === undefined) return undefined;
    this.#lines.delete(id);
    this.#wake();
    return waiting;
  }

  /** Oldest first. */
  all(): WaitingLine[] {
    return [...this.#lines.values()];
  }

  /** Resolves when fewer than `below` lines wait. */
  fewerThan(below: number): Promise<void> {
    if (this.#lines.size < below) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ below, resolve }));
  }

  /** Resolves when one more line may be added. */
  room(): Promise<void> {
    return this.fewerThan(this.#limit);
  }

  #wake(): void {
    if (this.#waiters.length === 0) return;
    const size = this.#lines.size;
    const ready = this.#waiters.filter(({ below }) => size < below);
    this.#waiters = this.#waiters.filter(({ below }) => size >= below);
    for (const { resolve } of ready) resolve();
  }
}
