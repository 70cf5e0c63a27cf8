// SPDX-License-Identifier: Apache-2.0
// One side of the chat, whatever carries it: says lines, times their receipts, keeps them while the peer is away, and
// hears each line of the peer once.
import { EventEmitter } from 'node:events';
import { ChatError } from './chat-error.js';
import type { ChatEvent, Line } from './gen/chat.js';
import type { Identity } from './identity.js';
import { maxLineChars, maxWaitingLines } from './limits.js';
import type { ChatLink, LinkState } from './link.js';
import { Outbox, type WaitingLine } from './outbox.js';
import { hasVisibleText, wellFormed } from './text.js';

export interface SpeakerOptions {
  readonly identity: Identity;
  /** Owned by the speaker from now on. */
  readonly link: ChatLink;
  /** Monotonic clock in ms (default performance.now()). */
  readonly now?: () => number;
  /** Wall clock in ms since the Unix epoch (default Date.now()). */
  readonly wallClock?: () => number;
  /** Lines that may wait for a receipt (default `maxWaitingLines`). */
  readonly maxWaiting?: number;
}

/** A line that was said here. */
export interface SaidLine {
  readonly id: number;
  readonly text: string;
  readonly sentAtMs: number;
  /** False when it is kept until the peer is there. */
  readonly isSent: boolean;
}

export interface RoundTrip {
  readonly id: number;
  /** From sending the line to its receipt, in microseconds. */
  readonly roundTripUs: number;
}

export interface SpeakerEvents {
  /** The peer came or went, or the link failed for good. */
  state: [state: LinkState];
  /** The peer said something new. */
  heard: [line: Line];
  /** The other process has a line that was said here. */
  receipt: [receipt: RoundTrip];
  /** How long a line of the peer took, as the peer measured it. */
  timing: [timing: RoundTrip];
}

export class Speaker extends EventEmitter<SpeakerEvents> {
  readonly #identity: Identity;
  readonly #link: ChatLink;
  readonly #now: () => number;
  readonly #wallClock: () => number;
  readonly #outbox: Outbox;
  #state: LinkState = { status: 'waiting', reason: undefined };
  /** Whose lines `#heardUpTo` counts. */
  #peerInstance: string | undefined;
  #heardUpTo = 0;
  #isClosed = false;

  constructor(options: SpeakerOptions) {
    super();
    this.#identity = options.identity;
    this.#link = options.link;
    this.#now = options.now ?? (() => performance.now());
    this.#wallClock = options.wallClock ?? (() => Date.now());
    this.#outbox = new Outbox(options.maxWaiting ?? maxWaitingLines);
  }

  get address(): string {
    return this.#link.address;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Lines that have no receipt yet. */
  get waiting(): number {
    return this.#outbox.size;
  }

  /** @throws what the link's start() throws */
  start(): Promise<void> {
    return this.#link.start({
      changed: (state) => this.#changed(state),
      event: (event) => this.#event(event),
    });
  }

  /**
   * Says one line: sends it now, or keeps it until the peer is there. Half of a surrogate pair becomes U+FFFD.
   * @throws ChatError "empty-line", "line-too-long", "too-many-waiting", "closed"
   */
  say(text: string): SaidLine {
    if (this.#isClosed) throw new ChatError('closed', 'the chat is closed');
    if (!hasVisibleText(text)) throw new ChatError('empty-line', 'the line is empty');
    if (text.length > maxLineChars) {
      throw new ChatError(
        'line-too-long',
        `line of ${text.length.toLocaleString('en')} characters exceeds the limit (${maxLineChars.toLocaleString('en')})`,
      );
    }
    const waiting = this.#outbox.add({
      author: this.#identity.side,
      text: wellFormed(text),
      sentAtMs: this.#wallClock(),
    });
    const { id, sentAtMs } = waiting.line;
    return { id, text: waiting.line.text, sentAtMs, isSent: this.#send(waiting) };
  }

  /** Resolves when say() will not throw "too-many-waiting". */
  room(): Promise<void> {
    return this.#outbox.room();
  }

  /** Resolves when every line has its receipt. */
  allReceipted(): Promise<void> {
    return this.#outbox.fewerThan(1);
  }

  /** Leaves the chat. Idempotent. Lines without a receipt are given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#link.close();
  }

  #send(waiting: WaitingLine): boolean {
    const sentAt = this.#now();
    if (!this.#link.send({ kind: { case: 'line', value: waiting.line } })) return false;
    waiting.sentAt = sentAt;
    return true;
  }

  #changed(state: LinkState): void {
    if (this.#isClosed) return;
    const isRepeated =
      state.status === 'waiting' && this.#state.status === 'waiting' && state.reason === this.#state.reason;
    this.#state = state;
    if (state.status === 'up') {
      if (state.peer.instance !== this.#peerInstance) {
        this.#peerInstance = state.peer.instance;
        this.#heardUpTo = 0;
      }
      this.emit('state', state);
      for (const waiting of this.#outbox.all()) this.#send(waiting);
      return;
    }
    for (const waiting of this.#outbox.all()) waiting.sentAt = undefined;
    if (!isRepeated) this.emit('state', state);
  }

  #event({ kind }: ChatEvent): void {
    if (this.#isClosed) return;
    switch (kind?.case) {
      case 'line':
        this.#heard(kind.value);
        break;
      case 'receipt':
        this.#receipted(kind.value.id);
        break;
      case 'timing':
        this.emit('timing', kind.value);
        break;
      default:
        // A newer peer may say things that this version does not know.
        break;
    }
  }

  #heard(line: Line): void {
    this.#link.send({ kind: { case: 'receipt', value: { id: line.id } } });
    // A line whose receipt was lost with the link comes again.
    if (line.id <= this.#heardUpTo) return;
    this.#heardUpTo = line.id;
    this.emit('heard', line);
  }

  #receipted(id: number): void {
    const now = this.#now();
    const waiting = this.#outbox.remove(id);
    if (waiting?.sentAt === undefined) return;
    const roundTripUs = (now - waiting.sentAt) * 1000;
    this.#link.send({ kind: { case: 'timing', value: { id, roundTripUs } } });
    this.emit('receipt', { id, roundTripUs });
  }
}
