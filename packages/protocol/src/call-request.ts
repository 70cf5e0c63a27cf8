// SPDX-License-Identifier: Apache-2.0
// A call as the layer above asks for it, and while it waits for a place among the server's streams.
import type { ClientStream } from './client-stream.js';
import { copyBytes } from './copy-bytes.js';
import { encodeInto } from './encoding.js';
import type { Encoder } from './message-sender.js';
import type { MetadataEntry } from './metadata-block.js';
import type { Outbox } from './outbox.js';

/** One call to open. */
export interface CallRequest<T = unknown> {
  /** gRPC path of the method: `/package.Service/Method`. */
  readonly path: string;
  /** Remaining time in ms, at least 1; 0 for no deadline. */
  readonly timeoutMs: number;
  readonly metadata: readonly MetadataEntry[] | undefined;
  /** The only message of a unary or server-streaming call, sent with the half-close; undefined for a stream of them. */
  readonly single: SingleMessage<T> | undefined;
}

export interface SingleMessage<T> {
  readonly encoder: Encoder<T>;
  readonly message: T;
  /** The encoded message, where that has been done already. */
  readonly bytes?: Uint8Array | undefined;
}

/** A call that waits in line. */
export interface Waiting {
  readonly stream: ClientStream;
  readonly request: CallRequest;
  /** The method's number, defined when the call was made. */
  readonly method: number;
  /** The single message, encoded when the call was made. */
  readonly bytes: Uint8Array | undefined;
  /** `performance.now()` when the call was made: the wait counts against its timeout. */
  readonly since: number;
}

/** The timeout as a CALL frame carries it: whole milliseconds in 32 bits, 0 for none. */
export function wireTimeout(timeoutMs: number): number {
  if (timeoutMs === 0) return 0;
  // Rounded up: the client's own clock decides, the server must not be earlier.
  return Math.min(Math.ceil(timeoutMs), 0xffff_ffff);
}

/** The message of a call that waits in line: the caller may change it meanwhile. @throws what the encoder throws */
export function encodeAhead<T>(outbox: Outbox, encoder: Encoder<T>, message: T): Uint8Array {
  const start = outbox.begin(0);
  const payload = outbox.writer.pos;
  encodeInto(outbox, start, encoder, message);
  const bytes = copyBytes(outbox.writer.buf, payload, outbox.writer.pos);
  outbox.abort(start);
  return bytes;
}
