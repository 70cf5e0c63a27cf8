// SPDX-License-Identifier: Apache-2.0
// The 16-byte frame header: constants and the reader's view of one frame. Normative text: docs/wire-format.md.
import { ProtocolError } from './error.js';

if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1) {
  throw new ProtocolError('bad-frame', 'Memlane needs a little-endian processor');
}

/** Bytes of a frame header. */
export const frameHeaderBytes = 16;
/** Largest payload of one frame in bytes; a frame and its header fit the smallest ring twice over the wrap. */
export const maxFramePayloadBytes = 64 * 1024;
/** Frames begin at multiples of this many bytes, counted from the end of the preface. */
export const frameAlignmentBytes = 8;

/** Methods that one connection may define, and bytes of one path: what a peer can make us keep. */
export const maxMethods = 4096;
export const maxPathBytes = 1024;
/** A status text longer than this many UTF-8 bytes is cut at a character. */
export const maxStatusTextBytes = 8 * 1024;

export const FrameType = {
  /** Interns a method path: `code` is the index, the payload the path. Client to server. */
  DEFINE: 1,
  /** Client to server: opens a stream. Server to client: initial metadata of the response. */
  CALL: 2,
  /** A message or a piece of one; with END and without MESSAGE a half-close alone. */
  MESSAGE: 3,
  /** Ends a stream: code, text, trailers and perhaps the last message. Server to client. */
  STATUS: 4,
  /** The client has given the call up; `code` says why. Client to server. */
  CANCEL: 5,
  /** `extra` more bytes may be sent on the stream. */
  CREDIT: 6,
  /** Asks for a PONG with the same `extra`. */
  PING: 7,
  PONG: 8,
  /** No new calls: `streamId` is the last one accepted, `code` the reason, the payload a text. */
  GOAWAY: 9,
} as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

export const FrameFlag = {
  /** The sender sends no more messages on this stream. */
  END: 1,
  /** The message goes on in the next MESSAGE frame of the stream; the first piece has the total in `extra`. */
  MORE: 2,
  /** The payload has a metadata block behind a u32 length. */
  METADATA: 4,
  /** The payload has message bytes (possibly none: an empty message is a message). */
  MESSAGE: 8,
} as const;

/** Why a connection ends, in `code` of GOAWAY. */
export const GoawayCode = { SHUTDOWN: 0, PROTOCOL_ERROR: 1, LIMIT_EXCEEDED: 2 } as const;

/** One frame as the inbox shows it; valid during the call that hands it over. */
export interface Frame {
  streamId: number;
  type: number;
  flags: number;
  code: number;
  extra: number;
  /** The payload is `buffer[start, end)`. */
  buffer: Uint8Array;
  start: number;
  end: number;
}

/** `length` rounded up to the frame alignment. */
export function paddedLength(length: number): number {
  return (length + 7) & ~7;
}
