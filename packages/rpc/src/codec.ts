// SPDX-License-Identifier: Apache-2.0
// Decoding with one reused reader, and the writer that a session's batch needs.
import { takeBuffer } from '@memlane/protocol';
import protobuf from 'protobufjs/minimal.js';
import type { MessageType } from './codegen/index.js';
import { owned } from './codegen/read-scalar.js';

const reader = protobuf.Reader.create(Buffer.alloc(0));
const nothing = Buffer.alloc(0);

/**
 * Decodes `buffer[start, end)`. The message holds no reference to the buffer, unless it fills it: then it may keep it.
 * @throws what the type's decode throws
 */
export function decodeMessage<T>(type: MessageType<T>, buffer: Uint8Array, start: number, end: number): T {
  if (start === 0 && end === buffer.length) return decodeOwned(type, buffer);
  // The reader stays at the buffer that a session reads into: its next message is there, too.
  if (reader.buf !== buffer) {
    reader.buf = buffer;
    reader.view = null;
  } else if (reader.view === null) reader.view = viewOf(buffer);
  reader.pos = start;
  reader.len = end;
  return type.decode(reader, end);
}

/** The message fills the buffer, which it may keep and nobody else does. */
function decodeOwned<T>(type: MessageType<T>, buffer: Uint8Array): T {
  reader.buf = owned.buffer = buffer;
  reader.view = viewOf(buffer);
  reader.pos = 0;
  reader.len = buffer.length;
  try {
    return type.decode(reader, buffer.length);
  } finally {
    reader.buf = nothing;
    reader.view = null;
    owned.buffer = undefined;
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Takes what it grows into from the buffers that are kept for large messages. */
class BatchWriter extends protobuf.BufferWriter {
  static override alloc = takeBuffer;
}

/** A writer whose buffer the session replaces with its batch. */
export function batchWriter(): protobuf.Writer {
  return new BatchWriter();
}
