// SPDX-License-Identifier: Apache-2.0
// The reading half: takes records in batches, puts messages that came in pieces together, and frees what was delivered.
// One for each stretch from startReader() to stopReader().
import {
  BroadcastResult,
  type NativeBroadcast,
  recordFirst,
  recordHeaderBytes,
} from '@memlane/shm/broadcast';
import { tooLarge } from './arguments.js';
import { CommunicatorError } from './error.js';

/** What one native call brings at most. A message that is larger comes by itself. */
const batchBytes = 64 * 1024;
/** Batches of one turn of the event loop; others get theirs in between. */
const batchesPerTurn = 16;

export interface InboxHandler {
  /** May stop the inbox. When it throws, the message counts as delivered all the same. */
  message(data: Uint8Array): void;
  /** "message-too-large": a message was left out. "corrupt": the inbox has stopped. */
  failed(error: CommunicatorError): void;
}

/** A message that came in pieces, as far as it had come when the reader stopped there. */
export interface Unfinished {
  readonly bytes: Uint8Array;
  readonly have: number;
  readonly head: number;
}

export class Inbox {
  readonly #native: NativeBroadcast;
  readonly #maxMessageBytes: number;
  readonly #handler: InboxHandler;
  readonly #batch = new Uint8Array(batchBytes);
  readonly #view = new DataView(this.#batch.buffer);
  /** Bytes of the last batch that were delivered and not yet freed. */
  #consumed = 0;
  /** A message that comes in pieces, and how much of it is here. */
  #partial: { readonly bytes: Uint8Array; have: number } | undefined;
  #stopped = false;

  /** `unfinished` counts when nothing has passed this reader since. */
  constructor(
    native: NativeBroadcast,
    maxMessageBytes: number,
    handler: InboxHandler,
    unfinished?: Unfinished,
  ) {
    this.#native = native;
    this.#maxMessageBytes = maxMessageBytes;
    this.#handler = handler;
    if (unfinished?.head === native.head()) this.#partial = { ...unfinished };
  }

  /** Nothing is delivered after it. What was not delivered is not freed. */
  stop(): Unfinished | undefined {
    if (this.#stopped) return undefined;
    this.#stopped = true;
    this.#native.leave(this.#consumed);
    return this.#partial && { ...this.#partial, head: this.#native.head() };
  }

  /** Delivers what is there, or much of it. As long as something is left the native side calls again. */
  drain(): void {
    for (let i = 0; i < batchesPerTurn && !this.#stopped; i++) {
      if (!this.#deliverBatch()) return;
    }
  }

  /** @returns false when there is nothing left */
  #deliverBatch(): boolean {
    const freed = this.#consumed;
    this.#consumed = 0;
    const length = this.#native.read(this.#batch, freed);
    if (length > 0) this.#deliverRecords(length);
    else if (length === BroadcastResult.nextIsPiece) this.#takePiece();
    else {
      if (length === BroadcastResult.fault) this.#fail();
      return false;
    }
    return true;
  }

  #deliverRecords(end: number): void {
    // Whatever began before these and has not come to its end never will: its writer died.
    this.#partial = undefined;
    for (let at = 0; at < end && !this.#stopped; ) {
      const from = at + recordHeaderBytes;
      const length = this.#view.getUint32(at, true) - recordFirst;
      at = from + length;
      this.#consumed = at;
      if (length > this.#maxMessageBytes) this.#refuse(length);
      // A copy of its own: a message that is kept does not hold a whole batch.
      else this.#handler.message(this.#batch.slice(from, at));
    }
  }

  #takePiece(): void {
    const piece = this.#native.nextPiece();
    if (piece === undefined) return;
    const [length, rest, first] = piece;
    if (first) {
      const bytes = this.#bytesFor(length + rest);
      this.#partial = bytes && { bytes, have: 0 };
      if (bytes === undefined) {
        // Before anybody is told: who throws, stops or disposes there has got rid of the piece all the same.
        this.#consumed = recordHeaderBytes + length;
        this.#refuse(length + rest);
        return;
      }
    }
    const partial = this.#partial;
    if (partial === undefined) {
      // Of a message that was refused, or that began before this reader did.
      this.#consumed = recordHeaderBytes + length;
      return;
    }
    if (partial.have + length + rest !== partial.bytes.length) {
      this.#fail();
      return;
    }
    this.#native.takePiece(partial.bytes, partial.have);
    partial.have += length;
    if (rest > 0) return;
    this.#partial = undefined;
    this.#handler.message(partial.bytes);
  }

  /** Undefined for a message that is too large: for `maxMessageBytes`, or for the memory that is left. */
  #bytesFor(length: number): Uint8Array | undefined {
    if (length > this.#maxMessageBytes) return undefined;
    try {
      return new Uint8Array(length);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #refuse(bytes: number): void {
    this.#handler.failed(
      bytes > this.#maxMessageBytes
        ? tooLarge(bytes, 'maxMessageBytes', this.#maxMessageBytes)
        : new CommunicatorError('message-too-large', `no memory for a message of ${bytes} bytes`),
    );
  }

  #fail(): void {
    this.stop();
    this.#handler.failed(
      new CommunicatorError('corrupt', 'the file holds what no communicator writes; reading has ended'),
    );
  }
}
