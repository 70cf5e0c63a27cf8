// SPDX-License-Identifier: Apache-2.0
// What a session has to send beyond its batch, and in which order: pieces of large messages in turn, and whatever is held
// back while the peer does not read. It bounds what such a peer makes us keep to the batch and one answer per stream.
import type { Connection } from '@memlane/transport';
import { copyBytes } from './copy-bytes.js';
import { FrameType, maxFramePayloadBytes } from './frame.js';
import type { MessageSender } from './message-sender.js';
import type { Outbox } from './outbox.js';
import type { Stream } from './stream.js';

/** A blocked batch this large takes nothing more that can be kept back; as much as a ring holds by default. */
const congestedBytes = 256 * 1024;
/**
 * Bytes of pieces per turn of the event loop, and of each, while small messages come in as well: their answers, and whatever
 * else is small, get in between (docs/decisions/pieces-per-turn.md).
 */
const mixedTurnBytes = 16 * 1024;
/** The same in the turn in which a large message begins: a call of 64 KiB and its few bytes around are one turn's. */
const firstTurnBytes = 128 * 1024;
/** The same while none have come in for some turns: as much as a ring holds by default. */
const turnBytes = 256 * 1024;
const turnsUntilQuiet = 8;
/** Among small messages a piece waits so many turns for the peer to read what is before it. One that reads needs fewer. */
const maxTurnsHeldBack = 16;

/** What one stream has to say once the peer reads again. */
interface Held {
  credit: number;
  /** Whole frames, in order. */
  frames: Uint8Array[];
  /** Runs when the last of them is in the batch. */
  sent: (() => void) | undefined;
}

export class Output {
  readonly #outbox: Outbox;
  readonly #connection: Connection;
  /** Senders that have a piece to send, each in turn. */
  #line: MessageSender[] = [];
  /** Senders whose users wait until the batch moves on. */
  #awaiting: MessageSender[] = [];
  readonly #held = new Map<Stream, Held>();
  #turnsHeldBack = 0;
  /** Small messages that had come in when the last turn ended, and turns since there were more. */
  #smallBefore = 0;
  #quietTurns = turnsUntilQuiet;
  /** Pieces go out in this turn and the ones before it without a break. */
  #goesOn = false;
  /** The newest PING that the blocked batch kept us from answering; older ones need no answer. */
  #pongOwed: number | undefined;

  constructor(outbox: Outbox, connection: Connection) {
    this.#outbox = outbox;
    this.#connection = connection;
  }

  /** True while the peer reads too little for what we have for it: keep back what can be kept back. */
  get congested(): boolean {
    const { blocked, pendingBytes } = this.#outbox;
    return blocked && (pendingBytes >= congestedBytes || this.#held.size > 0);
  }

  ready(sender: MessageSender): void {
    this.#line.push(sender);
  }

  awaitFlush(sender: MessageSender): void {
    this.#awaiting.push(sender);
  }

  pong(id: number): void {
    if (this.#outbox.blocked) this.#pongOwed = id;
    else this.#outbox.control(0, FrameType.PONG, 0, id);
  }

  credit(stream: Stream, bytes: number): void {
    if (this.congested) this.#holdFor(stream).credit += bytes;
    else this.#outbox.control(stream.id, FrameType.CREDIT, 0, bytes);
  }

  /** Takes the frame that begins at `start` out of the batch again, until the peer reads; then `sent` runs. */
  hold(stream: Stream, start: number, sent: (() => void) | undefined): void {
    const { writer } = this.#outbox;
    const held = this.#holdFor(stream);
    held.frames.push(copyBytes(writer.buf, start, writer.pos));
    held.sent = sent;
    this.#outbox.abort(start);
  }

  /** The stream is over: what was held for it is never sent. */
  drop(stream: Stream): void {
    if (this.#held.size > 0) this.#held.delete(stream);
  }

  clear(): void {
    this.#line = [];
    this.#awaiting = [];
    this.#held.clear();
  }

  /**
   * Hands over what is in the batch, then what was held back; true when the connection took all of it.
   */
  settle(): boolean {
    const outbox = this.#outbox;
    if (!outbox.flush()) return false;
    if (this.#pongOwed !== undefined) {
      const owed = this.#pongOwed;
      this.#pongOwed = undefined;
      outbox.control(0, FrameType.PONG, 0, owed);
    }
    for (const [stream, { credit, frames, sent }] of this.#held) {
      this.#held.delete(stream);
      if (credit > 0) outbox.control(stream.id, FrameType.CREDIT, 0, credit);
      for (const frame of frames) outbox.append(frame, 0, frame.length);
      sent?.();
      if (outbox.full && !outbox.flush()) return false;
    }
    return true;
  }

  /**
   * Lets each sender in line put in a piece, up to a turn's share. True when none is left. `smallMessages`: how many have come
   * in so far.
   */
  pieces(smallMessages: number): boolean {
    const outbox = this.#outbox;
    if (this.#awaiting.length > 0) {
      const awaiting = this.#awaiting;
      this.#awaiting = [];
      for (const sender of awaiting) sender.flushed();
    }
    if (this.#line.length === 0) return true;
    const quiet = this.#quietTurns >= turnsUntilQuiet && smallMessages === this.#smallBefore;
    const mixed = !quiet && this.#goesOn;
    if (mixed && this.#holdsBack()) return false;
    const end = outbox.position + (mixed ? mixedTurnBytes : quiet ? turnBytes : firstTurnBytes);
    const most = mixed ? mixedTurnBytes : maxFramePayloadBytes;
    while (this.#line.length > 0 && !outbox.blocked && outbox.position < end) {
      const sender = this.#line.shift() as MessageSender;
      if (sender.sendPiece(most)) this.#line.push(sender);
      if (outbox.full) outbox.flush();
    }
    this.#goesOn = this.#line.length > 0;
    return !this.#goesOn;
  }

  /** A turn ends in which pieces went out, or might have. */
  endTurn(smallMessages: number): void {
    if (smallMessages === this.#smallBefore) this.#quietTurns++;
    else this.#quietTurns = 0;
    this.#smallBefore = smallMessages;
  }

  /** True while pieces wait for the peer to read what it has, for a few turns: behind them small frames would wait. */
  #holdsBack(): boolean {
    if (this.#turnsHeldBack < maxTurnsHeldBack && (this.#connection.unreadBytes ?? 0) > 0) {
      this.#turnsHeldBack++;
      return true;
    }
    this.#turnsHeldBack = 0;
    return false;
  }

  #holdFor(stream: Stream): Held {
    let held = this.#held.get(stream);
    if (held === undefined) {
      held = { credit: 0, frames: [], sent: undefined };
      this.#held.set(stream, held);
    }
    return held;
  }
}
