// SPDX-License-Identifier: Apache-2.0
// Events on their way out: pushed by the chat, taken by the stream of a call as its credit allows.
import type { ChatEvent } from './gen/chat.js';
import { maxQueuedEvents } from './limits.js';

/** An async iterable for one reader. */
export class EventQueue implements AsyncIterable<ChatEvent> {
  readonly #limit: number;
  #events: ChatEvent[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(limit: number = maxQueuedEvents) {
    this.#limit = limit;
  }

  /** False, and the event is not taken, when the queue is full or has ended. */
  push(event: ChatEvent): boolean {
    if (this.#ended || this.#events.length >= this.#limit) return false;
    this.#events.push(event);
    this.#wakeUp();
    return true;
  }

  /** The iteration ends after what is queued. Idempotent. */
  end(): void {
    this.#ended = true;
    this.#wakeUp();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ChatEvent, void> {
    for (;;) {
      const events = this.#events;
      this.#events = [];
      for (const event of events) yield event;
      if (this.#events.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
