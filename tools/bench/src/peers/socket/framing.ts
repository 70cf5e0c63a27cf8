// SPDX-License-Identifier: Apache-2.0
// Frames of the hand-rolled peer: u32 bytes of the payload, u32 call id, u8 kind, payload. What arrives is decoded where
// it lies. Writing them is in writers.ts.
import protobuf from 'protobufjs/minimal.js';

/** Kinds up to `pushEnd` are the client's, the rest the server's. A call's kind is its method. */
export const Kind = {
  echoText: 0,
  echoBlob: 1,
  echoRecord: 2,
  produce: 3,
  /** A message of a client's stream, and its end. */
  push: 4,
  pushEnd: 5,
  answer: 6,
  error: 7,
  item: 8,
  end: 9,
} as const;

/** One direction of a codec as protobufjs generates it. */
export interface Encoder<T> {
  encode(message: T, writer: protobuf.Writer): protobuf.Writer;
}
export interface Decoder<T> {
  decode(reader: protobuf.Reader, length: number): T;
}

export const headerBytes = 9;
/** Bytes of a stream that go in one write. */
export const streamBatchBytes = 64 * 1024;

/** Cuts what arrives into frames. A frame that comes in pieces is put together once, when it is whole. */
export class FrameReader {
  readonly #onFrame: (id: number, kind: number, reader: protobuf.Reader, length: number) => void;
  #pieces: Buffer[] = [];
  #collected = 0;
  /** Bytes needed before there is anything to do. */
  #wanted = headerBytes;

  /** `onFrame` decodes `length` bytes at the reader's position, at once. */
  constructor(onFrame: (id: number, kind: number, reader: protobuf.Reader, length: number) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#collected > 0) {
      this.#pieces.push(chunk);
      this.#collected += chunk.length;
      if (this.#collected < this.#wanted) return;
      bytes = Buffer.concat(this.#pieces, this.#collected);
      this.#pieces = [];
      this.#collected = 0;
    }
    const reader = protobuf.Reader.create(bytes);
    let at = 0;
    this.#wanted = headerBytes;
    while (at + headerBytes <= bytes.length) {
      const length = bytes.readUInt32LE(at);
      const next = at + headerBytes + length;
      if (next > bytes.length) {
        this.#wanted = headerBytes + length;
        break;
      }
      reader.pos = at + headerBytes;
      this.#onFrame(bytes.readUInt32LE(at + 4), bytes[at + 8]!, reader, length);
      at = next;
    }
    if (at < bytes.length) {
      this.#pieces.push(at === 0 ? bytes : bytes.subarray(at));
      this.#collected = bytes.length - at;
    }
  }
}
