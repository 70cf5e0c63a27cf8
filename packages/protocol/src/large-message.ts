// SPDX-License-Identifier: Apache-2.0
// An encoded message on its way in pieces, and the buffers that such messages lie in. Fresh memory costs more than the copy
// into it, so a few buffers are kept for the next messages.
import { frameHeaderBytes } from './frame.js';

/**
 * `buffer[start, end)`, owned by whoever sends it. A frame header fits before the message and its padding behind it: each
 * piece gets its header where the piece before it was, and goes out in one write.
 */
export interface LargeMessage {
  readonly buffer: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The header of a piece of a message. */
export interface PieceHeader {
  readonly streamId: number;
  readonly type: number;
  readonly flags: number;
  readonly extra: number;
}

/** What a connection has yet to take of a piece that goes past the batch. */
export interface Rest {
  readonly buffer: Uint8Array;
  at: number;
  readonly end: number;
  /** The message ends with it. */
  readonly last: boolean;
}

/** Room behind a message: a frame's padding. */
export const tailBytes = 8;

/** What is kept for all sessions of this thread together. */
const maxKept = 4;
const maxKeptBytes = 16 * 1024 * 1024;
/** Smaller ones are as cheap anew. */
const leastBytes = 64 * 1024;
const kept: Buffer[] = [];
let keptBytes = 0;

/** A buffer of at least `bytes`, with anything in it; its memory is its own. */
export function takeBuffer(bytes: number): Buffer {
  // The newest that fits: most of it is in the processor's cache. One that is far larger is for larger messages.
  const index = kept.findLastIndex(({ length }) => length >= bytes && length <= 4 * bytes);
  const buffer = kept[index];
  if (buffer === undefined) return Buffer.allocUnsafeSlow(bytes);
  kept.splice(index, 1);
  keptBytes -= buffer.length;
  return buffer;
}

/** Gives a buffer back that nothing refers to any more. */
export function giveBuffer(buffer: Uint8Array): void {
  // A writer that is not protobufjs's may have made another kind; a part of Node's pool is not ours to keep.
  if (!Buffer.isBuffer(buffer) || buffer.length !== buffer.buffer.byteLength) return;
  if (buffer.length < leastBytes || kept.length >= maxKept || keptBytes + buffer.length > maxKeptBytes)
    return;
  kept.push(buffer);
  keptBytes += buffer.length;
}

/** A copy of `bytes[start, end)` with the room around it that a LargeMessage has. */
export function copyMessage(bytes: Uint8Array, start: number, end: number): LargeMessage {
  const length = end - start;
  const buffer = Buffer.allocUnsafe(frameHeaderBytes + length + tailBytes);
  buffer.set(bytes.subarray(start, end), frameHeaderBytes);
  return { buffer, start: frameHeaderBytes, end: frameHeaderBytes + length };
}

/** Writes the frame header of a piece of `length` bytes, where no alignment is to be had. */
export function writeHeader(buffer: Uint8Array, at: number, header: PieceHeader, length: number): void {
  const view = new DataView(buffer.buffer, buffer.byteOffset + at, frameHeaderBytes);
  view.setUint32(0, length, true);
  view.setUint32(4, header.streamId, true);
  view.setUint32(8, header.type | (header.flags << 8), true);
  view.setUint32(12, header.extra, true);
}
