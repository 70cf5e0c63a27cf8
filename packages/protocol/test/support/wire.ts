// SPDX-License-Identifier: Apache-2.0
// The bytes of the wire format written a second time, from docs/wire-format.md alone, so that tests do not check the
// code against itself.

export const Type = {
  DEFINE: 1,
  CALL: 2,
  MESSAGE: 3,
  STATUS: 4,
  CANCEL: 5,
  CREDIT: 6,
  PING: 7,
  PONG: 8,
  GOAWAY: 9,
} as const;

export const END = 1;
export const MORE = 2;
export const METADATA = 4;
export const MESSAGE = 8;

export interface WireFrame {
  type: number;
  streamId?: number;
  flags?: number;
  code?: number;
  extra?: number;
  payload?: Uint8Array | string;
}

/** One frame with its padding. */
export function frame({
  type,
  streamId = 0,
  flags = 0,
  code = 0,
  extra = 0,
  payload = '',
}: WireFrame): Buffer {
  const body = Buffer.from(payload as Uint8Array);
  const bytes = Buffer.alloc(16 + Math.ceil(body.length / 8) * 8);
  bytes.writeUInt32LE(body.length, 0);
  bytes.writeUInt32LE(streamId, 4);
  bytes[8] = type;
  bytes[9] = flags;
  bytes.writeUInt16LE(code, 10);
  bytes.writeUInt32LE(extra, 12);
  body.copy(bytes, 16);
  return bytes;
}

export interface ParsedFrame {
  type: number;
  streamId: number;
  flags: number;
  code: number;
  extra: number;
  payload: Buffer;
}

/** Every whole frame of `bytes`, and how many bytes they are. */
export function parseFrames(bytes: Buffer): { frames: ParsedFrame[]; end: number } {
  const frames: ParsedFrame[] = [];
  let at = 0;
  while (bytes.length - at >= 16) {
    const length = bytes.readUInt32LE(at);
    const end = at + 16 + Math.ceil(length / 8) * 8;
    if (end > bytes.length) break;
    frames.push({
      streamId: bytes.readUInt32LE(at + 4),
      type: bytes[at + 8]!,
      flags: bytes[at + 9]!,
      code: bytes.readUInt16LE(at + 10),
      extra: bytes.readUInt32LE(at + 12),
      payload: Buffer.from(bytes.subarray(at + 16, at + 16 + length)),
    });
    at = end;
  }
  return { frames, end: at };
}

export interface WirePreface {
  magic?: string;
  minVersion?: number;
  maxVersion?: number;
  features?: number;
  credit?: number;
  streams?: number;
  metadata?: number;
  reserved?: number;
}

/** The 32 bytes that a side sends first. */
export function preface(fields: WirePreface = {}): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write(fields.magic ?? 'MEMLANE\n', 0, 'latin1');
  bytes.writeUInt16LE(fields.minVersion ?? 1, 8);
  bytes.writeUInt16LE(fields.maxVersion ?? 1, 10);
  bytes.writeUInt32LE(fields.features ?? 0, 12);
  bytes.writeUInt32LE(fields.credit ?? 64 * 1024, 16);
  bytes.writeUInt32LE(fields.streams ?? 1024, 20);
  bytes.writeUInt32LE(fields.metadata ?? 8 * 1024, 24);
  bytes.writeUInt32LE(fields.reserved ?? 0, 28);
  return bytes;
}

/** A metadata block without its length. */
export function block(entries: readonly (readonly [string, string | Uint8Array])[]): Buffer {
  return Buffer.concat(
    entries.map(([key, value]) => {
      const text = typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.from(value);
      const head = Buffer.alloc(8);
      head.writeUInt16LE(key.length, 0);
      head.writeUInt32LE(text.length, 4);
      return Buffer.concat([head, Buffer.from(key, 'latin1'), text]);
    }),
  );
}

/** A metadata block behind its length, as CALL and STATUS carry it. */
export function metadata(entries: readonly (readonly [string, string | Uint8Array])[]): Buffer {
  const body = block(entries);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

/** `count` pieces of a message of `total` bytes, each frame whole: what a sender without regard for credit would send. */
export function pieces(streamId: number, message: Uint8Array, pieceBytes: number, end = false): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < message.length; at += pieceBytes) {
    const last = at + pieceBytes >= message.length;
    frames.push(
      frame({
        type: Type.MESSAGE,
        streamId,
        flags: last ? (end ? MESSAGE | END : MESSAGE) : MESSAGE | MORE,
        extra: at === 0 && !last ? message.length : 0,
        payload: message.subarray(at, at + pieceBytes),
      }),
    );
  }
  return Buffer.concat(frames);
}
