// SPDX-License-Identifier: Apache-2.0
// The receiving half of one stream's messages: credit, limits and putting pieces together. Knows bytes only.
import { copyBytes } from './copy-bytes.js';
import { ProtocolError } from './error.js';
import { type Frame, FrameFlag, frameHeaderBytes } from './frame.js';

/** What a message costs beyond its bytes, so that empty messages are bounded too. Counted per frame. */
export const messageFrameCost = frameHeaderBytes;

/** A place in a message that is being put together. */
export interface Place {
  readonly buffer: Uint8Array;
  readonly at: number;
}

export interface MessageSink {
  /** One whole message; `credit` goes back through release() once the message has been taken. */
  message(buffer: Uint8Array, start: number, end: number, credit: number): void;
  /** The declared length passes the limit. Nothing was allocated; the stream is to be ended. */
  messageTooLarge(bytes: number): void;
  /** Sends CREDIT to the peer. */
  grant(bytes: number): void;
}

interface Assembly {
  readonly total: number;
  /** undefined until the messages before this one have been taken: the pieces wait in `parked`. */
  buffer: Uint8Array | undefined;
  parked: Uint8Array[];
  filled: number;
  cost: number;
  /** Credit given ahead for this message; it is not given again when the message is taken. */
  ahead: number;
}

/**
 * Bounds one stream's memory to its initial credit plus one message. A message in pieces gets credit for all of its
 * bytes as soon as every message before it has been taken, so it may be far larger than the credit.
 */
export class MessageReceiver {
  readonly #sink: MessageSink;
  readonly #maxMessageBytes: number;
  readonly #window: number;
  #credit: number;
  /** Credit of messages handed out and not yet released. */
  #held = 0;
  /** Released credit that has not been granted yet. */
  #owed = 0;
  #assembly: Assembly | undefined;

  constructor(sink: MessageSink, maxMessageBytes: number, initialCredit: number) {
    this.#sink = sink;
    this.#maxMessageBytes = maxMessageBytes;
    this.#window = initialCredit;
    this.#credit = initialCredit;
  }

  /** True in the middle of a message in pieces. */
  get assembling(): boolean {
    return this.#assembly !== undefined;
  }

  /**
   * Where `length` bytes of the next piece may be put before its frame is handed over, so that they need not be copied;
   * undefined when that frame will not be a piece that is taken.
   */
  placeFor(length: number): Place | undefined {
    const assembly = this.#assembly;
    if (assembly?.buffer === undefined) return undefined;
    if (assembly.filled + length > assembly.total || length + messageFrameCost > this.#credit)
      return undefined;
    return { buffer: assembly.buffer, at: assembly.filled };
  }

  /** Takes a MESSAGE frame that carries message bytes. @throws ProtocolError "credit-exceeded" or "bad-frame" */
  frame(frame: Frame): void {
    const length = frame.end - frame.start;
    const cost = length + messageFrameCost;
    this.#credit -= cost;
    if (this.#credit < 0) {
      throw new ProtocolError(
        'credit-exceeded',
        `stream ${frame.streamId} got ${-this.#credit} bytes more than its credit`,
      );
    }
    const more = (frame.flags & FrameFlag.MORE) !== 0;
    if (this.#assembly !== undefined) {
      this.#piece(frame, length, cost, more);
    } else if (more) {
      this.#first(frame, length, cost);
    } else if (length > this.#maxMessageBytes) {
      this.#sink.messageTooLarge(length);
    } else {
      this.#held += cost;
      this.#sink.message(frame.buffer, frame.start, frame.end, cost);
    }
  }

  /** Gives credit back for a message that has been taken. */
  release(credit: number): void {
    this.#held -= credit;
    this.#owed += credit;
    const assembly = this.#assembly;
    if (assembly !== undefined && assembly.buffer === undefined && this.#held === 0) this.#advance(assembly);
    // Half of the window at a time: the sender never starves and CREDIT frames stay rare.
    if (this.#owed * 2 >= this.#window) this.#grantOwed();
  }

  #first(frame: Frame, length: number, cost: number): void {
    const total = frame.extra;
    if (total <= length) {
      throw new ProtocolError(
        'bad-frame',
        `stream ${frame.streamId} announced a message of ${total} bytes after ${length} of them`,
      );
    }
    if (total > this.#maxMessageBytes) {
      this.#sink.messageTooLarge(total);
      return;
    }
    this.#assembly = { total, buffer: undefined, parked: [], filled: 0, cost: 0, ahead: 0 };
    if (this.#held === 0) this.#advance(this.#assembly);
    this.#piece(frame, length, cost, true);
  }

  #piece(frame: Frame, length: number, cost: number, more: boolean): void {
    const assembly = this.#assembly as Assembly;
    const filled = assembly.filled + length;
    if (
      filled > assembly.total ||
      (more ? filled === assembly.total || length === 0 : filled < assembly.total)
    ) {
      throw new ProtocolError(
        'bad-frame',
        `stream ${frame.streamId} sent ${filled} bytes of a message of ${assembly.total}`,
      );
    }
    if (assembly.buffer !== undefined) {
      // Already there when it was read to where placeFor() said.
      if (frame.buffer !== assembly.buffer)
        assembly.buffer.set(frame.buffer.subarray(frame.start, frame.end), assembly.filled);
    } else {
      assembly.parked.push(copyBytes(frame.buffer, frame.start, frame.end));
    }
    assembly.filled = filled;
    assembly.cost += cost;
    if (more) {
      if (assembly.buffer === undefined) return;
      // The credit ahead covers the message; what its frames cost beyond it comes back as they arrive.
      assembly.ahead += messageFrameCost;
      this.#owed += messageFrameCost;
      if (this.#owed * 2 >= this.#window) this.#grantOwed();
      return;
    }
    this.#assembly = undefined;
    const buffer = assembly.buffer ?? Buffer.concat(assembly.parked);
    const credit = assembly.cost - assembly.ahead;
    this.#held += credit;
    this.#sink.message(buffer, 0, assembly.total, credit);
  }

  /** Allocates the message and grants the credit that its rest needs. */
  #advance(assembly: Assembly): void {
    const buffer = Buffer.allocUnsafeSlow(assembly.total);
    let at = 0;
    for (const piece of assembly.parked) {
      buffer.set(piece, at);
      at += piece.length;
    }
    assembly.parked = [];
    assembly.buffer = buffer;
    assembly.ahead = assembly.total;
    this.#credit += assembly.total;
    this.#sink.grant(assembly.total);
  }

  #grantOwed(): void {
    const owed = this.#owed;
    if (owed === 0) return;
    this.#owed = 0;
    this.#credit += owed;
    this.#sink.grant(owed);
  }
}
