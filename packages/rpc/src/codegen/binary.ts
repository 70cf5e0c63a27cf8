// SPDX-License-Identifier: Apache-2.0
// toBinary() and fromBinary() of every generated message.
import protobuf from 'protobufjs/minimal.js';
import { wrongType } from './field-error.js';
import type { MessageType } from './message-type.js';

/** One writer for all: taken while encoding, so that a getter that encodes in between gets its own. */
let spare: protobuf.Writer | undefined = protobuf.Writer.create();

/** Larger buffers are not kept. */
const keepBytes = 64 * 1024;

export function toBinary<I>(type: Pick<MessageType<unknown, I>, 'encode'>, message: I): Uint8Array {
  const writer = spare ?? protobuf.Writer.create();
  spare = undefined;
  writer.pos = 0;
  type.encode(message, writer);
  const bytes = new Uint8Array(writer.pos);
  bytes.set(writer.buf.subarray(0, writer.pos));
  if (writer.buf.length <= keepBytes) spare = writer;
  return bytes;
}

/** One reader for all: decoding runs no code but the runtime's, so that it is never taken twice. */
const reader = protobuf.Reader.create(typeof Buffer === 'undefined' ? new Uint8Array(0) : Buffer.alloc(0));
const nothing = reader.buf;

export function fromBinary<T>(type: Pick<MessageType<T, never>, 'decode'>, bytes: Uint8Array): T {
  if (Object.prototype.toString.call(bytes) !== '[object Uint8Array]') {
    throw wrongType('bytes', 'a Uint8Array', bytes);
  }
  reader.buf = bytes;
  reader.pos = 0;
  reader.len = bytes.length;
  reader.view = null;
  try {
    return type.decode(reader, bytes.length);
  } finally {
    reader.buf = nothing;
    reader.len = 0;
  }
}
