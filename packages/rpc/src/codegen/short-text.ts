// SPDX-License-Identifier: Apache-2.0
// Strings of up to some hundred bytes, most of which are ASCII: one pass over the characters, or one native call where that
// is cheaper. Everything else is left to protobufjs's Reader and Writer (docs/decisions/small-messages.md).
import type { Reader, Writer } from 'protobufjs/minimal.js';

/** What Node's Buffer does to any Uint8Array; protobufjs uses it too. */
interface NativeText {
  latin1Slice?(this: Uint8Array, start: number, end: number): string;
  utf8Write?(this: Uint8Array, text: string, offset: number): number;
}

const native: NativeText = typeof Buffer === 'undefined' ? {} : (Buffer.prototype as NativeText);
const { latin1Slice, utf8Write } = native;

/** Up to here a loop is faster than a native call. */
const loopChars = 20;
/** A length below this is one byte. */
const oneByteLength = 0x80;
/** A string shorter than this has its characters in one piece however it is put together. */
const leastRopeChars = 13;
/** From here on a decoder in native code is faster, which looks at many bytes at once. */
const mostSliceBytes = 512;

/**
 * Writes length and bytes of a short text. False when it is another one, or not well-formed: then nothing is written.
 */
export function writeShortText(writer: Writer, text: string): boolean {
  const { buf, pos } = writer;
  const { length } = text;
  const start = pos + 1;
  // A character takes at most three bytes.
  if (length >= oneByteLength || start + 3 * length > buf.length) return false;
  if (length <= loopChars) {
    for (let i = 0; i < length; i++) {
      const char = text.charCodeAt(i);
      if (char >= 0x80) return false;
      buf[start + i] = char;
    }
    buf[pos] = length;
    writer.pos = start + length;
    return true;
  }
  if (utf8Write === undefined) return false;
  const bytes = utf8Write.call(buf, text, start);
  // As many bytes as characters: ASCII alone. Half of a surrogate pair would have been written as three.
  if (bytes !== length && (bytes >= oneByteLength || !isWellFormed(text))) return false;
  buf[pos] = bytes;
  writer.pos = start + bytes;
  return true;
}

/** The text in `reader.buf[start, end)` when it is a short one of ASCII alone. Moves nothing. */
export function readShortText(reader: Reader, start: number, end: number): string | undefined {
  const bytes = end - start;
  // In fewer characters protobufjs puts together what is one piece, in more a rope, which whoever compares it has to copy.
  if (bytes < leastRopeChars || bytes > mostSliceBytes || latin1Slice === undefined) return undefined;
  return isAscii(reader, start, end) ? latin1Slice.call(reader.buf, start, end) : undefined;
}

export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

/** Of at least four bytes. */
function isAscii({ buf, view }: Reader, start: number, end: number): boolean {
  let seen = 0;
  if (view === null) {
    for (let at = start; at < end; at++) seen |= buf[at]!;
    return seen < 0x80;
  }
  const last = end - 4;
  for (let at = start; at < last; at += 4) seen |= view.getInt32(at, true);
  seen |= view.getInt32(last, true);
  return (seen & 0x8080_8080) === 0;
}
