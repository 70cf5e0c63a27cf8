// SPDX-License-Identifier: Apache-2.0
// The ways in which the hand-rolled peer writes frames: all of a turn in one system call, or early.
import type { Socket } from 'node:net';
import protobuf from 'protobufjs/minimal.js';
import { type Encoder, headerBytes, Kind } from './framing.js';

export interface FrameWriter {
  /** Bytes that wait for flush(). */
  readonly pending: number;
  add<T>(id: number, kind: number, encoder: Encoder<T>, message: T): void;
  /** Writes what was added; false when the socket's buffer is full, and its 'drain' will come. */
  flush(): boolean;
}

export function createWriter(socket: Socket, variant: string | undefined): FrameWriter {
  if (variant === 'corked') return new CorkedWriter(socket);
  return new BatchWriter(socket, variant === 'eager' ? eagerBytes : Number.POSITIVE_INFINITY);
}

/** As most would write it: a buffer for each frame, and cork() around the writes of a turn. */
class CorkedWriter implements FrameWriter {
  readonly #socket: Socket;
  #frames: Buffer[] = [];
  #pending = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get pending(): number {
    return this.#pending;
  }

  add<T>(id: number, kind: number, encoder: Encoder<T>, message: T): void {
    const payload = encoder.encode(message, protobuf.Writer.create()).finish();
    const frame = Buffer.allocUnsafe(headerBytes + payload.length);
    frame.writeUInt32LE(payload.length, 0);
    frame.writeUInt32LE(id, 4);
    frame[8] = kind;
    frame.set(payload, headerBytes);
    this.#frames.push(frame);
    this.#pending += frame.length;
  }

  flush(): boolean {
    let goOn = true;
    this.#socket.cork();
    for (const frame of this.#frames) goOn = this.#socket.write(frame);
    this.#socket.uncork();
    this.#frames = [];
    this.#pending = 0;
    return goOn;
  }
}

const batchBytes = 256 * 1024;
/** About twenty calls: the other process begins while this one goes on encoding. */
const eagerBytes = 1024;

/** As one writes it who has profiled: messages are encoded straight into one buffer for the whole turn. */
class BatchWriter implements FrameWriter {
  readonly #socket: Socket;
  readonly #flushAt: number;
  #writer = newWriter();
  /** Where the frames that are not written yet begin. */
  #start = 0;

  /** Writes by itself from `flushAt` bytes on, except the messages of a stream, whose sender watches the socket. */
  constructor(socket: Socket, flushAt: number) {
    this.#socket = socket;
    this.#flushAt = flushAt;
  }

  get pending(): number {
    return this.#writer.pos - this.#start;
  }

  add<T>(id: number, kind: number, encoder: Encoder<T>, message: T): void {
    const writer = this.#writer;
    const at = writer.pos;
    // Kinds are below 128, so uint32 is one byte.
    encoder.encode(message, writer.fixed32(0).fixed32(id).uint32(kind));
    (writer.buf as Buffer).writeUInt32LE(writer.pos - at - headerBytes, at);
    if (writer.pos - this.#start >= this.#flushAt && kind !== Kind.item && kind !== Kind.push) this.flush();
  }

  flush(): boolean {
    const writer = this.#writer;
    if (writer.pos === this.#start) return true;
    // The socket may keep the array, so the next batch goes behind it and not over it.
    const goOn = this.#socket.write(writer.buf.subarray(this.#start, writer.pos));
    if (writer.pos < batchBytes / 2) this.#start = writer.pos;
    else {
      this.#writer = newWriter();
      this.#start = 0;
    }
    return goOn;
  }
}

function newWriter(): protobuf.Writer {
  const writer = protobuf.Writer.create();
  writer.buf = Buffer.allocUnsafeSlow(batchBytes);
  return writer;
}
