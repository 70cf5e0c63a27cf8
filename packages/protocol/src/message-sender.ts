// SPDX-License-Identifier: Apache-2.0
// The sending half of one stream's messages: straight into the batch while credit lasts, a queue of pieces after.

import type { BatchWriter } from './batch-writer.js';
import { encodeInto } from './encoding.js';
import { FrameFlag, FrameType, frameHeaderBytes, maxFramePayloadBytes } from './frame.js';
import { copyMessage, type LargeMessage } from './large-message.js';
import { messageFrameCost } from './message-receiver.js';
import type { Outbox } from './outbox.js';

/** Writes a message at the writer's position; generated message types do. */
export interface Encoder<T> {
  encode(message: T, writer: BatchWriter): void;
}

/** What a sender needs of its session. */
export interface SenderHost {
  readonly outbox: Outbox;
  /** The batch has grown: flush it this turn. */
  touch(): void;
  /** The sender has pieces to send: call sendPiece() when it is its turn. */
  ready(sender: MessageSender): void;
  /** The peer reads too little: nothing more goes into the blocked batch that can wait in a queue. */
  readonly congested: boolean;
  /** The batch is blocked: call drained() once it is not. */
  awaitFlush(sender: MessageSender): void;
}

interface Queued {
  readonly message: LargeMessage;
  readonly end: boolean;
  /** Where the next piece begins. */
  at: number;
}

export class MessageSender {
  /** Stream id on the wire; 0 until the stream is opened, and everything queues until then. */
  id = 0;
  readonly #host: SenderHost;
  readonly #owner: { drained(): void };
  #credit = 0;
  /** A piece smaller than this waits for more credit instead, unless it is the last. */
  #leastPiece = 0;
  #queue: Queued[] = [];
  #last: (() => void) | undefined;
  #inLine = false;
  #stopped = false;
  #owesDrained = false;

  constructor(host: SenderHost, owner: { drained(): void }) {
    this.#host = host;
    this.#owner = owner;
  }

  /** The stream has its id and the peer's initial credit. */
  open(id: number, credit: number): void {
    this.id = id;
    this.#credit = credit;
    // The receiver holds back less than half of the window, so a quarter is always to be had.
    this.#leastPiece = credit >>> 2;
    if (this.#queue.length > 0) this.#enterLine();
    else this.#emptied();
  }

  get idle(): boolean {
    return this.#queue.length === 0 && !this.#inLine;
  }

  /**
   * Sends one message, which is encoded before this returns. Returns true when the caller may go on at once; false asks it
   * to wait for drained(). It is short, so that it is compiled as one piece with what it calls; the rest is elsewhere.
   * @throws whatever the encoder throws; nothing is sent then
   */
  send<T>(encoder: Encoder<T>, message: T): boolean {
    if (this.#stopped) return true;
    const host = this.#host;
    const { outbox } = host;
    const start = outbox.begin(0);
    encodeInto(outbox, start, encoder, message);
    const length = outbox.writer.pos - start - frameHeaderBytes;
    const cost = length + messageFrameCost;
    if (
      cost > this.#credit ||
      length > maxFramePayloadBytes ||
      // A getter of the message may have ended the stream.
      this.#stopped ||
      this.id === 0 ||
      !this.idle ||
      (outbox.blocked && host.congested)
    ) {
      return this.#sendLater(start, length);
    }
    this.#credit -= cost;
    outbox.end(start, this.id, FrameType.MESSAGE, FrameFlag.MESSAGE, 0, 0);
    host.touch();
    return !outbox.blocked || this.#owe();
  }

  /** Queues an encoded message, which the sender owns from here on. drained() follows. */
  queue(message: LargeMessage, end: boolean): void {
    if (this.#stopped) return;
    this.#queue.push({ message, end, at: message.start });
    this.#owesDrained = true;
    if (this.id !== 0) this.#enterLine();
  }

  /** Runs `last` when everything before it is in the batch: at once when nothing waits. */
  finish(last: () => void): void {
    if (this.#stopped) return;
    if (this.id !== 0 && this.#queue.length === 0) {
      last();
      return;
    }
    this.#last = last;
  }

  /** Drops whatever waits. Nothing is sent after it. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
    this.#last = undefined;
  }

  /** Takes CREDIT of the peer; false when the sum passes 2^31 − 1, which breaks the protocol. */
  addCredit(bytes: number): boolean {
    this.#credit += bytes;
    if (this.#credit > 0x7fff_ffff) return false;
    if (this.#queue.length > 0) this.#enterLine();
    return true;
  }

  /** Puts one piece of at most `most` bytes into the batch; true when there is more that has credit. Called in turns. */
  sendPiece(most: number): boolean {
    const head = this.#queue[0];
    if (head === undefined || this.#stopped) {
      this.#inLine = false;
      return false;
    }
    const { message } = head;
    const remaining = message.end - head.at;
    const length = Math.min(remaining, most, this.#credit - messageFrameCost);
    if (length < 0 || (length < remaining && length < Math.min(this.#leastPiece, most))) {
      this.#inLine = false;
      return false;
    }
    const more = length < remaining;
    const first = head.at === message.start;
    this.#credit -= length + messageFrameCost;
    this.#host.outbox.piece(
      {
        streamId: this.id,
        type: FrameType.MESSAGE,
        flags: more ? FrameFlag.MESSAGE | FrameFlag.MORE : messageFlags(head.end),
        extra: first && more ? remaining : 0,
      },
      message,
      head.at,
      length,
    );
    head.at += length;
    if (more) return true;
    this.#queue.shift();
    if (this.#queue.length > 0) return true;
    this.#inLine = false;
    this.#emptied();
    return false;
  }

  /** The batch is not blocked any more. */
  flushed(): void {
    if (this.#queue.length === 0) this.#emptied();
  }

  /** Takes what was encoded in the frame begun at `start` out of the batch, for later. As send(). */
  #sendLater(start: number, length: number): boolean {
    const { outbox } = this.#host;
    if (this.#stopped) {
      outbox.abort(start);
      return true;
    }
    const payload = start + frameHeaderBytes;
    const queued =
      length > maxFramePayloadBytes
        ? outbox.take(payload)
        : copyMessage(outbox.writer.buf, payload, payload + length);
    outbox.abort(start);
    this.queue(queued, false);
    return false;
  }

  /** The batch is blocked: drained() follows once it is not. Returns false. */
  #owe(): boolean {
    if (!this.#owesDrained) {
      this.#owesDrained = true;
      this.#host.awaitFlush(this);
    }
    return false;
  }

  #emptied(): void {
    if (this.#stopped) return;
    const last = this.#last;
    this.#last = undefined;
    last?.();
    if (!this.#owesDrained) return;
    if (this.#host.outbox.blocked) {
      this.#host.awaitFlush(this);
      return;
    }
    this.#owesDrained = false;
    this.#owner.drained();
  }

  #enterLine(): void {
    if (this.#inLine) return;
    this.#inLine = true;
    this.#host.ready(this);
  }
}

function messageFlags(end: boolean): number {
  return end ? FrameFlag.MESSAGE | FrameFlag.END : FrameFlag.MESSAGE;
}
