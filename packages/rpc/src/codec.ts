// SPDX-License-Identifier: Apache-2.0
// Decoding with one reused reader, and the writer that a session's batch needs.
import protobuf from 'protobufjs/minimal.js';
import type { MessageType } from './codegen/index.js';

const reader = protobuf.Reader.create(Buffer.alloc(0));
const nothing = Buffer.alloc(0);

/** Decodes `buffer[start, end)`. The message holds no reference to the buffer. @throws what the type's decode throws */
export function decodeMessage<T>(type: MessageType<T>, buffer: Uint8Array, start: number, end: number): T {
  reader.buf = buffer;
  reader.pos = start;
  reader.len = end;
  reader.view = null;
  try {
    return type.decode(reader, end);
  } finally {
    reader.buf = nothing;
    reader.len = 0;
  }
}

/** A writer whose buffer the session replaces with its batch. */
export function batchWriter(): protobuf.Writer {
  return protobuf.Writer.create();
}
