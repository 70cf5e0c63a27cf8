// SPDX-License-Identifier: Apache-2.0
// The incoming side of one session: reads from the connection into private memory and cuts it into frames.
// Frames are parsed from the private copy only. Knows nothing of streams.
import type { Connection } from '@memlane/transport';
import { ProtocolError } from './error.js';
import { type Frame, FrameFlag, frameHeaderBytes, maxFramePayloadBytes, paddedLength } from './frame.js';
import type { Place } from './message-receiver.js';
import { decodePreface, type Preface, prefaceBytes } from './preface.js';

/** One read's room; at least one whole frame. */
const bufferBytes = 2 * (maxFramePayloadBytes + frameHeaderBytes);
/** Bytes taken per turn of the event loop, so that other connections, timers and handlers get theirs. */
const turnBytes = 128 * 1024;
/** What a byte counts that goes straight to its place: one of so many, because no frame is parsed and no handler runs. */
const directShare = 1 / 8;

/** A payload of at least so many bytes goes to its place in the message without a stop in the buffer. */
const directBytes = 8 * 1024;

export interface InboxHandler {
  preface(preface: Preface): void;
  /** Where the payload of a frame may go of which only the header is here; undefined: it goes to the buffer. */
  place(header: Frame, length: number): Place | undefined;
  /** Between two reads of one turn. */
  between(): void;
  /** `frame` and its buffer are reused: whatever is kept must be copied before this returns. */
  frame(frame: Frame): void;
}

interface Direct extends Place {
  readonly length: number;
  filled: number;
}

export class Inbox {
  readonly #connection: Connection;
  readonly #handler: InboxHandler;
  #buffer!: Uint8Array;
  #words!: Uint32Array;
  #frame!: Frame;
  /** A frame of `#buffer` is with the handler now. */
  #busy = false;
  #filled = 0;
  /** Where the next frame begins. */
  #at = 0;
  #hasPreface = false;
  /** The last frame was a piece of a message with more to come: look at the next header before its payload. */
  #expectsPiece = false;
  /** A message in one frame was handed over in this turn. */
  #handled = false;
  #smallMessages = 0;
  /** The stream whose message in pieces goes on, as far as the last piece tells. */
  #pieceOf = 0;
  /** The payload that is being read to its place, and how much of it is there. `#frame` has its header. */
  #direct: Direct | undefined;
  #stopped = false;

  constructor(connection: Connection, handler: InboxHandler) {
    this.#connection = connection;
    this.#handler = handler;
    this.#renew();
  }

  /** How many messages in one frame have come. */
  get smallMessages(): number {
    return this.#smallMessages;
  }

  /** No more frames are handed over, also not from what has been read already. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Reads what is there, up to a turn's share, and hands its frames over. A handler may call it again, as one that waits
   * for an answer does: it goes on behind the handler's own frame, which stays as it is.
   * @throws ProtocolError "bad-preface", "version-mismatch" or "bad-frame"
   */
  drain(): void {
    if (this.#busy) {
      this.#setAside();
      this.#parse();
    }
    let taken = 0;
    this.#handled = false;
    while (!this.#stopped && taken < turnBytes) {
      if (this.#direct !== undefined) {
        // A handler that was called in this turn may have promises to settle, which it does once the turn is over.
        if (this.#handled) return;
        taken += this.#readDirect(this.#direct) * directShare;
        if (this.#direct !== undefined) return;
        this.#handler.between();
        continue;
      }
      const room = this.#expectsPiece && this.#filled === 0 ? frameHeaderBytes : bufferBytes - this.#filled;
      const count = this.#connection.read(this.#buffer, this.#filled, room);
      if (count === 0) return;
      taken += count;
      this.#filled += count;
      this.#parse();
      // Less than asked for: the ring was empty a moment ago. The transport looks once more after we return.
      if (count < room) return;
      this.#handler.between();
    }
  }

  /** Hands over every whole frame; also when a handler throws, no frame is handed over twice. */
  #parse(): void {
    const buffer = this.#buffer;
    try {
      this.#busy = true;
      this.#frames();
    } finally {
      // Otherwise a drain within this one has taken what was left.
      if (buffer === this.#buffer) {
        this.#busy = false;
        const at = this.#at;
        const left = this.#filled - at;
        if (at > 0 && left > 0) buffer.copyWithin(0, at, this.#filled);
        this.#filled = left;
        this.#at = 0;
      }
    }
  }

  /** Leaves the buffer and the frame to the handler that has them, and goes on with copies of its own. */
  #setAside(): void {
    const rest = this.#buffer.subarray(this.#at, this.#filled);
    this.#renew();
    this.#buffer.set(rest);
    this.#filled = rest.length;
    this.#at = 0;
    this.#busy = false;
  }

  #renew(): void {
    const buffer = Buffer.allocUnsafeSlow(bufferBytes);
    this.#buffer = buffer;
    this.#words = new Uint32Array(buffer.buffer);
    this.#frame = { streamId: 0, type: 0, flags: 0, code: 0, extra: 0, buffer, start: 0, end: 0 };
  }

  #frames(): void {
    const filled = this.#filled;
    if (!this.#hasPreface) {
      if (filled < prefaceBytes) return;
      const preface = decodePreface(this.#buffer, 0);
      this.#hasPreface = true;
      this.#at = prefaceBytes;
      this.#handler.preface(preface);
    }
    const words = this.#words;
    const frame = this.#frame;
    while (words === this.#words && filled - this.#at >= frameHeaderBytes && !this.#stopped) {
      const at = this.#at;
      const word = at >>> 2;
      const length = words[word] as number;
      if (length > maxFramePayloadBytes) {
        throw new ProtocolError('bad-frame', `a frame of ${length} bytes exceeds ${maxFramePayloadBytes}`);
      }
      const end = at + frameHeaderBytes + paddedLength(length);
      const kind = words[word + 2] as number;
      frame.streamId = words[word + 1] as number;
      frame.type = kind & 0xff;
      frame.flags = (kind >>> 8) & 0xff;
      frame.code = kind >>> 16;
      frame.extra = words[word + 3] as number;
      if (end > filled) {
        this.#incomplete(length, filled);
        return;
      }
      frame.start = at + frameHeaderBytes;
      frame.end = at + frameHeaderBytes + length;
      this.#at = end;
      this.#note(frame);
      this.#handler.frame(frame);
    }
  }

  /** A frame is about to be handed over. */
  #note({ flags, streamId }: Frame): void {
    this.#expectsPiece = (flags & FrameFlag.MORE) !== 0;
    if (this.#expectsPiece) {
      this.#pieceOf = streamId;
    } else if ((flags & FrameFlag.MESSAGE) !== 0 && streamId !== this.#pieceOf) {
      this.#handled = true;
      this.#smallMessages++;
    }
  }

  /** The header at `#at` is here, in `#frame`, but not all of its payload of `length` bytes. */
  #incomplete(length: number, filled: number): void {
    this.#expectsPiece = false;
    // Without padding, so that the next header follows.
    if (length < directBytes || paddedLength(length) !== length) return;
    const place = this.#handler.place(this.#frame, length);
    if (place === undefined) return;
    const here = this.#buffer.subarray(this.#at + frameHeaderBytes, filled);
    place.buffer.set(here, place.at);
    this.#direct = { buffer: place.buffer, at: place.at, length, filled: here.length };
    this.#at = filled;
  }

  /** Reads on to the place and hands the frame over when its payload is whole. Returns how many bytes were read. */
  #readDirect(direct: Direct): number {
    const { buffer, at, length } = direct;
    const connection = this.#connection;
    const left = length - direct.filled;
    const count =
      connection.fill?.(buffer, at + direct.filled, left) ??
      connection.read(buffer, at + direct.filled, left);
    direct.filled += count;
    if (direct.filled < length) return count;
    this.#direct = undefined;
    const frame = this.#frame;
    frame.buffer = buffer;
    frame.start = at;
    frame.end = at + length;
    this.#note(frame);
    this.#busy = true;
    try {
      this.#handler.frame(frame);
    } finally {
      // Otherwise a drain within this one has gone on with a frame of its own.
      if (frame === this.#frame) {
        this.#busy = false;
        frame.buffer = this.#buffer;
      }
    }
    return count;
  }
}
