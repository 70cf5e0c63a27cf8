// SPDX-License-Identifier: Apache-2.0
// The outgoing batch of one session: frames are encoded straight into it and handed to the connection together.
// Knows bytes and frame headers; nothing of streams or credit.
import type { Connection } from '@memlane/transport';
import { alignedBuffer, type BatchWriter, writeSome } from './batch-writer.js';
import { Encoding } from './encoding.js';
import { frameHeaderBytes, paddedLength } from './frame.js';
import {
  giveBuffer,
  type LargeMessage,
  type PieceHeader,
  type Rest,
  tailBytes,
  takeBuffer,
  writeHeader,
} from './large-message.js';

/** First size of the batch; a batch rarely outgrows it because it is handed over long before. */
const initialBytes = 128 * 1024;
/** A batch this large is handed over before the turn ends, unless the connection says how much it wants. */
const defaultBatchBytes = 32 * 1024;
/** Each batch that a turn hands over early makes the next one larger, up to this: a long turn costs fewer writes. */
const greatestBatchBytes = 16 * 1024;
/** Payloads from this size on are not copied into the batch: one more native call is cheaper than the copy. */
const directBytes = 16 * 1024;
/** A batch begins so far in its buffer that a piece of its last message can have a header before it. */
const leadBytes = frameHeaderBytes;
/** What is before a piece goes with it in one write, up to this. */
const joinedBytes = 1024;
/** A buffer that one huge message made larger than this is given back once it is empty. */
const keepBytes = 1024 * 1024;

export class Outbox {
  readonly writer: BatchWriter;
  readonly #connection: Connection;
  readonly #batchBytes: number;
  /** What makes the next early batch; grows within a turn. */
  #enoughBytes: number;
  #buffer: Uint8Array;
  #words: Uint32Array;
  /** Bytes of the batch that the connection has taken. */
  #flushed = leadBytes;
  /** Bytes taken in all batches before this one, less where this one begins. */
  #base = -leadBytes;
  #blocked = false;
  /** It goes before the batch. */
  #rest: Rest | undefined;
  readonly encoding = new Encoding();

  constructor(connection: Connection, writer: BatchWriter) {
    this.#connection = connection;
    this.#batchBytes = connection.batchBytes ?? defaultBatchBytes;
    this.#enoughBytes = this.#batchBytes;
    this.writer = writer;
    writer.buf = this.#buffer = Buffer.allocUnsafeSlow(initialBytes);
    this.#words = new Uint32Array(this.#buffer.buffer);
    writer.pos = leadBytes;
    writer.view = null;
  }

  /** True after a flush that the connection did not take whole; writable() of the session clears it. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Bytes waiting in the batch. */
  get pendingBytes(): number {
    return this.#restBytes() + this.writer.pos - this.#flushed;
  }

  /** Count of all bytes ever appended; with `flushedPosition` it tells what has been published. */
  get position(): number {
    return this.#base + this.#restBytes() + this.writer.pos;
  }

  /** Count of all bytes that the connection has taken. */
  get flushedPosition(): number {
    return this.#base + this.#flushed;
  }

  /** True when the batch is large enough to be handed over before the turn ends. */
  get full(): boolean {
    return this.writer.pos - this.#flushed >= this.#enoughBytes && !this.#blocked;
  }

  /** Hands a full batch over before the turn ends. */
  flushEarly(): void {
    this.flush();
    if (this.#enoughBytes < greatestBatchBytes) this.#enoughBytes *= 2;
  }

  /** The turn ends: the next one's first batch is a small one again, so that the peer begins early. */
  endTurn(): void {
    this.#enoughBytes = this.#batchBytes;
  }

  /**
   * Begins a frame: leaves room for its header and returns where it starts. `bytes` is a guess of the payload.
   * @throws ProtocolError "reentered" inside encodeInto()
   */
  begin(bytes: number): number {
    if (this.encoding.start !== 0) this.encoding.check();
    const start = this.writer.pos;
    // A frame that was taken back may have left a larger buffer behind.
    if (this.writer.buf !== this.#buffer) this.#adopt();
    if (start + frameHeaderBytes + bytes > this.#buffer.length) this.reserve(frameHeaderBytes + bytes);
    this.writer.pos = start + frameHeaderBytes;
    return start;
  }

  /** Ends the frame begun at `start`: writes the header, pads with zeros. */
  end(start: number, streamId: number, type: number, flags: number, code: number, extra: number): void {
    const { writer } = this;
    const { pos } = writer;
    const length = pos - start - frameHeaderBytes;
    const end = start + frameHeaderBytes + paddedLength(length);
    if (end > writer.buf.length) this.reserve(end - pos);
    if (writer.buf !== this.#buffer) this.#adopt();
    const buffer = this.#buffer;
    for (let at = pos; at < end; at++) buffer[at] = 0;
    writer.pos = end;
    const words = this.#words;
    const word = start >>> 2;
    words[word] = length;
    words[word + 1] = streamId;
    words[word + 2] = type | (flags << 8) | (code << 16);
    words[word + 3] = extra;
  }

  /** Takes back the frame begun at `start`. */
  abort(start: number): void {
    this.writer.pos = start;
  }

  /** A whole frame without payload. Inside encodeInto() it follows with the next flush. */
  control(streamId: number, type: number, code: number, extra: number): void {
    if (this.encoding.start !== 0) this.encoding.defer(streamId, type, code, extra);
    else this.end(this.begin(0), streamId, type, 0, code, extra);
  }

  /** Appends raw bytes at the writer's position. */
  append(bytes: Uint8Array, offset: number, length: number): void {
    this.reserve(length);
    this.writer.buf.set(
      offset === 0 && length === bytes.length ? bytes : bytes.subarray(offset, offset + length),
      this.writer.pos,
    );
    this.writer.pos += length;
  }

  /**
   * Takes the encoded message from `start` to the writer's position out of the batch, without a copy where it has grown out
   * of the batch's buffer; the batch goes on at `start`. At least a frame header lies before `start`.
   */
  take(start: number): LargeMessage {
    const { writer } = this;
    const end = writer.pos;
    let buffer = writer.buf;
    if (buffer.length < end + tailBytes) {
      buffer = takeBuffer(end + tailBytes);
      buffer.set(writer.buf.subarray(start - frameHeaderBytes, end), start - frameHeaderBytes);
    }
    if (writer.buf === this.#buffer && buffer === this.#buffer) {
      const own = takeBuffer(Math.max(start, initialBytes));
      own.set(buffer.subarray(this.#flushed, start), this.#flushed);
      writer.buf = own;
      this.#adopt();
    } else {
      // It was encoded into a larger buffer, or copied: what is before it is as it was.
      writer.buf = this.#buffer;
    }
    writer.view = null;
    writer.pos = start;
    return { buffer, start, end };
  }

  /**
   * A whole frame whose payload is `length` bytes of `message` at `at`, the next ones of it. Large pieces go to the
   * connection without a stop in the batch; what it does not take follows before anything else. With the last piece
   * the buffer is the outbox's to keep.
   */
  piece(header: PieceHeader, message: LargeMessage, at: number, length: number): void {
    const last = at + length === message.end;
    const padded = paddedLength(length);
    // Padding must not overwrite what is still to be sent.
    const fits = last || padded === length;
    const { buffer } = message;
    if (length < directBytes || !fits || this.#blocked || !this.#clearFor(at)) {
      const start = this.begin(length);
      this.append(buffer, at, length);
      this.end(start, header.streamId, header.type, header.flags, 0, header.extra);
      if (last) giveBuffer(buffer);
      return;
    }
    const joined = this.pendingBytes;
    const begin = at - frameHeaderBytes - joined;
    if (joined > 0) {
      buffer.set(this.writer.buf.subarray(this.#flushed, this.writer.pos), begin);
      this.#base += this.#flushed - leadBytes;
      this.#restart();
    }
    const end = at + padded;
    writeHeader(buffer, at - frameHeaderBytes, header, length);
    buffer.fill(0, at + length, end);
    this.#rest = { buffer, at: begin, end, last };
    this.#flushRest();
  }

  /** Makes room for `bytes` more at the writer's position. */
  reserve(bytes: number): void {
    const { writer } = this;
    const need = writer.pos + bytes;
    if (need <= writer.buf.length) return;
    const grown = takeBuffer(Math.max(need, writer.buf.length * 2));
    grown.set(writer.buf.subarray(0, writer.pos));
    writer.buf = grown;
    writer.view = null;
    this.#adopt();
  }

  /** Hands the batch to the connection; true when all of it was taken. Never blocks. Inside encodeInto(): what is before. */
  flush(): boolean {
    if (this.#rest !== undefined && !this.#flushRest()) return false;
    const { writer } = this;
    if (this.encoding.start !== 0) {
      const before = this.encoding.start - this.#flushed;
      this.#flushed += writeSome(this.#connection, writer.buf, this.#flushed, before);
      return false;
    }
    if (this.encoding.hasDeferred) this.encoding.sendDeferred(this);
    const length = writer.pos - this.#flushed;
    if (length > 0) {
      this.#flushed += writeSome(this.#connection, writer.buf, this.#flushed, length);
      if (this.#flushed < writer.pos) {
        this.#blocked = true;
        if (this.#flushed > initialBytes && this.#flushed > writer.pos - this.#flushed) this.#moveUp();
        return false;
      }
      this.#base += writer.pos - leadBytes;
      this.#restart();
      if (writer.buf.length > keepBytes) {
        giveBuffer(writer.buf);
        writer.buf = Buffer.allocUnsafeSlow(initialBytes);
        writer.view = null;
        this.#adopt();
      }
    }
    this.#blocked = false;
    return true;
  }

  /** The batch is empty. */
  #restart(): void {
    this.#flushed = this.writer.pos = leadBytes;
  }

  /** True when nothing is before a piece at `at` of a buffer but what fits there; else the batch is handed over first. */
  #clearFor(at: number): boolean {
    const { pendingBytes } = this;
    return (pendingBytes <= joinedBytes && pendingBytes <= at - frameHeaderBytes) || this.flush();
  }

  #restBytes(): number {
    return this.#rest === undefined ? 0 : this.#rest.end - this.#rest.at;
  }

  /** True when the connection took all of it. */
  #flushRest(): boolean {
    const rest = this.#rest as Rest;
    const taken = writeSome(this.#connection, rest.buffer, rest.at, rest.end - rest.at);
    rest.at += taken;
    this.#base += taken;
    this.#blocked = rest.at < rest.end;
    if (this.#blocked) return false;
    this.#rest = undefined;
    if (rest.last) giveBuffer(rest.buffer);
    return true;
  }

  /** Forgets what the connection has taken, so that a batch that never empties does not grow. */
  #moveUp(): void {
    const { writer } = this;
    // Frames stay aligned.
    const gone = this.#flushed & ~7;
    writer.buf.copyWithin(0, gone, writer.pos);
    writer.pos -= gone;
    this.#flushed -= gone;
    this.#base += gone;
  }

  /** Takes over the buffer that the writer grew into. */
  #adopt(): void {
    const buf = alignedBuffer(this.writer);
    this.#buffer = buf;
    this.#words = new Uint32Array(buf.buffer, buf.byteOffset, buf.length >>> 2);
  }
}
