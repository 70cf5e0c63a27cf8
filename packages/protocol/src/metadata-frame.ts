// SPDX-License-Identifier: Apache-2.0
// Metadata inside CALL and STATUS payloads: a u32 length, then the block. Shared by both ends.
import { ProtocolError } from './error.js';
import type { Frame } from './frame.js';
import {
  decodeMetadataBlock,
  encodeMetadataBlock,
  type MetadataEntry,
  metadataBlockBytes,
} from './metadata-block.js';
import type { Outbox } from './outbox.js';

/** Appends length and block to the frame begun at `start`, which is taken back where that throws. */
export function appendMetadata(outbox: Outbox, entries: readonly MetadataEntry[], start: number): void {
  try {
    append(outbox, entries);
  } catch (error) {
    outbox.abort(start);
    throw error;
  }
}

function append(outbox: Outbox, entries: readonly MetadataEntry[]): void {
  const bytes = metadataBlockBytes(entries);
  outbox.reserve(4 + bytes);
  const { writer } = outbox;
  const { buf } = writer;
  const at = writer.pos;
  for (let i = 0; i < 4; i++) buf[at + i] = (bytes >>> (8 * i)) & 0xff;
  writer.pos = encodeMetadataBlock(entries, buf, at + 4);
}

/**
 * Reads length and block at `at`; `end` is the offset behind them. undefined when the block passes `maxBytes`.
 * @throws ProtocolError "bad-frame"
 */
export function readMetadata(
  frame: Frame,
  at: number,
  maxBytes: number,
): { readonly entries: readonly MetadataEntry[]; readonly end: number } | undefined {
  const { buffer } = frame;
  if (frame.end - at < 4)
    throw new ProtocolError('bad-frame', 'a frame ends inside the length of its metadata');
  let bytes = 0;
  for (let i = 3; i >= 0; i--) bytes = bytes * 256 + (buffer[at + i] as number);
  const start = at + 4;
  if (bytes > frame.end - start) {
    throw new ProtocolError(
      'bad-frame',
      `metadata of ${bytes} bytes passes its frame (${frame.end - start} left)`,
    );
  }
  if (bytes > maxBytes) return undefined;
  return { entries: decodeMetadataBlock(buffer, start, start + bytes), end: start + bytes };
}
