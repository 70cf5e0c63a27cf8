// SPDX-License-Identifier: Apache-2.0
// Events of a session's streams that come while a caller of the session blocks its thread: kept in their order and
// delivered from the event loop afterwards, so that no callback runs inside the blocked call. The streams themselves have
// taken the frames by then, so what is kept is bounded by their credit, and CREDIT, PING and GOAWAY act at once.
import type { ClientStream } from './client-stream.js';
import type { MetadataEntry } from './metadata-block.js';
import type { ClientStreamHandler, StreamFailure } from './stream.js';

interface HeldEvent {
  readonly stream: ClientStream;
  deliver(): void;
}

export class HeldEvents {
  /** True while events are to be kept: a caller blocks, or kept ones have still to be delivered before newer ones. */
  active = false;
  /** The stream that the blocked caller waits for; its events go through. */
  #through: ClientStream | undefined;
  #events: HeldEvent[] = [];
  #next = 0;
  #delivering = false;
  #isScheduled = false;

  /** Events that wait. */
  get size(): number {
    return this.#events.length - this.#next;
  }

  /** A caller blocks until `stream` is over. */
  begin(stream: ClientStream): void {
    this.active = true;
    this.#through = stream;
  }

  /** The caller goes on. What was kept follows once it has returned to the event loop. */
  end(): void {
    this.#through = undefined;
    if (this.#delivering) return;
    if (this.size === 0) this.active = false;
    else this.#schedule();
  }

  /** Takes the events of `stream` while active. */
  handlerFor(stream: ClientStream, handler: ClientStreamHandler): ClientStreamHandler {
    return stream === this.#through ? handler : new Recorder(this, stream, handler);
  }

  add(event: HeldEvent): void {
    this.#events.push(event);
  }

  /** Delivers what was kept, also what comes to it meanwhile. Does nothing while a caller blocks. */
  deliver(): void {
    if (this.#delivering || this.#through !== undefined) return;
    this.#delivering = true;
    try {
      while (this.size > 0) {
        const event = this.#events[this.#next] as HeldEvent;
        this.#next++;
        // A call that was given up in between hears nothing more.
        if (!event.stream.isLeft) event.deliver();
      }
    } finally {
      this.#delivering = false;
      if (this.size === 0) {
        this.#events = [];
        this.#next = 0;
        this.active = false;
      } else this.#schedule();
    }
  }

  #schedule(): void {
    // Once, however many calls block before the event loop turns.
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    process.nextTick(() => {
      this.#isScheduled = false;
      this.deliver();
    });
  }
}

/** Stands in for a handler. The array of a message is reused by who calls, so it is copied. */
class Recorder implements ClientStreamHandler {
  readonly #held: HeldEvents;
  readonly #stream: ClientStream;
  readonly #handler: ClientStreamHandler;

  constructor(held: HeldEvents, stream: ClientStream, handler: ClientStreamHandler) {
    this.#held = held;
    this.#stream = stream;
    this.#handler = handler;
  }

  headers(metadata: readonly MetadataEntry[]): void {
    this.#keep((handler) => handler.headers(metadata));
  }

  message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    // A Buffer like the one that it stands in for: readers of strings want one.
    const bytes = Buffer.from(buffer.subarray(start, end));
    this.#keep((handler) => handler.message(bytes, 0, bytes.length, credit));
  }

  drained(): void {
    this.#keep((handler) => handler.drained());
  }

  status(code: number, text: string, trailers: readonly MetadataEntry[] | undefined): void {
    this.#keep((handler) => handler.status(code, text, trailers));
  }

  failed(failure: StreamFailure): void {
    this.#keep((handler) => handler.failed(failure));
  }

  #keep(deliver: (handler: ClientStreamHandler) => void): void {
    const handler = this.#handler;
    this.#held.add({ stream: this.#stream, deliver: () => deliver(handler) });
  }
}
