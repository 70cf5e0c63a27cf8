// SPDX-License-Identifier: Apache-2.0
// The wire form of metadata: for each entry u16 key length, u16 zero, u32 value length, key, value. The meaning
// of keys (case, `-bin`, reserved names) belongs to the layer above.
import { copyBytes } from './copy-bytes.js';
import { ProtocolError } from './error.js';

/** A key and its value, in order; keys may repeat. Keys and string values are Latin-1; `-bin` values are bytes. */
export type MetadataEntry = readonly [key: string, value: string | Uint8Array];

const entryHeaderBytes = 8;

/** Bytes of the encoded block. */
export function metadataBlockBytes(entries: readonly MetadataEntry[]): number {
  let total = 0;
  for (const [key, value] of entries) total += entryHeaderBytes + key.length + value.length;
  return total;
}

/** Writes the block at `offset` and returns the offset behind it. The caller has made room. */
export function encodeMetadataBlock(
  entries: readonly MetadataEntry[],
  into: Uint8Array,
  offset: number,
): number {
  let at = offset;
  for (const [key, value] of entries) {
    writeU16(into, at, key.length);
    writeU16(into, at + 2, 0);
    writeU16(into, at + 4, value.length & 0xffff);
    writeU16(into, at + 6, value.length >>> 16);
    at = writeLatin1(into, at + entryHeaderBytes, key);
    if (typeof value === 'string') at = writeLatin1(into, at, value);
    else {
      into.set(value, at);
      at += value.length;
    }
  }
  return at;
}

/**
 * Reads `buffer[start, end)`. The values are copies.
 * @throws ProtocolError "bad-frame" when an entry passes the end or a key is empty
 */
export function decodeMetadataBlock(buffer: Uint8Array, start: number, end: number): MetadataEntry[] {
  const entries: MetadataEntry[] = [];
  let at = start;
  while (at < end) {
    if (end - at < entryHeaderBytes) throw new ProtocolError('bad-frame', 'metadata ends inside an entry');
    const keyLength = readU16(buffer, at);
    const valueLength = readU16(buffer, at + 4) + readU16(buffer, at + 6) * 0x1_0000;
    at += entryHeaderBytes;
    if (keyLength === 0) throw new ProtocolError('bad-frame', 'metadata has an empty key');
    if (keyLength + valueLength > end - at) {
      throw new ProtocolError(
        'bad-frame',
        `a metadata entry of ${keyLength + valueLength} bytes passes the end of its block (${end - at} left)`,
      );
    }
    const key = readLatin1(buffer, at, at + keyLength);
    at += keyLength;
    const value = key.endsWith('-bin')
      ? copyBytes(buffer, at, at + valueLength)
      : readLatin1(buffer, at, at + valueLength);
    at += valueLength;
    entries.push([key, value]);
  }
  return entries;
}

function writeU16(into: Uint8Array, at: number, value: number): void {
  into[at] = value & 0xff;
  into[at + 1] = (value >>> 8) & 0xff;
}

function readU16(buffer: Uint8Array, at: number): number {
  return (buffer[at] as number) | ((buffer[at + 1] as number) << 8);
}

function writeLatin1(into: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function readLatin1(buffer: Uint8Array, start: number, end: number): string {
  return Buffer.from(buffer.buffer, buffer.byteOffset + start, end - start).toString('latin1');
}
