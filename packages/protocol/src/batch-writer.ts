// SPDX-License-Identifier: Apache-2.0
// What the layer above gives for encoding: a writer whose buffer is the outgoing batch.
import { type Connection, TransportError } from '@memlane/transport';

/**
 * The part of protobufjs's `Writer` that the batch uses, so that messages are encoded in place. `view` is that
 * writer's cached view of `buf`; whoever replaces `buf` clears it.
 */
export interface BatchWriter {
  buf: Uint8Array;
  pos: number;
  view?: DataView | null;
}

/** The writer's buffer, with the words of headers aligned in it: where it is a pooled one, a copy of our own replaces it. */
export function alignedBuffer(writer: BatchWriter): Uint8Array {
  const { buf } = writer;
  if (buf.byteOffset % 8 === 0) return buf;
  const own = Buffer.allocUnsafeSlow(buf.length);
  own.set(buf.subarray(0, writer.pos));
  writer.buf = own;
  writer.view = null;
  return own;
}

/** What the connection takes of `length` bytes at `offset`; nothing once it is over. */
export function writeSome(
  connection: Connection,
  buffer: Uint8Array,
  offset: number,
  length: number,
): number {
  try {
    return connection.write(buffer, offset, length);
  } catch (error) {
    // The connection will say so through closed(); what is left here goes nowhere.
    if (error instanceof TransportError && error.code === 'closed') return 0;
    throw error;
  }
}
