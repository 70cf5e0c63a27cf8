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
  reader.buf = buffer;
  reader.pos = start;
  reader.len = end;
  reader.view = null;
  if (start === 0 && end === buffer.length) owned.buffer = buffer;
  try {
    return type.decode(reader, end);
  } finally {
    reader.buf = nothing;
    owned.buffer = undefined;
    reader.len = 0;
  }
}

/** Takes what it grows into from the buffers that are kept for large messages. */
class BatchWriter extends protobuf.BufferWriter {
  static override alloc = takeBuffer;
}

/** A writer whose buffer the session replaces with its batch. */
export function batchWriter(): protobuf.Writer {
  return new BatchWriter();
}
