// SPDX-License-Identifier: Apache-2.0
import type { Connection } from '@memlane/transport';
import { describe, expect, it } from 'vitest';
import type { BatchWriter } from './batch-writer.js';
import { FrameType, frameHeaderBytes, paddedLength } from './frame.js';
import { copyMessage, type LargeMessage } from './large-message.js';
import { Outbox } from './outbox.js';

/** A connection that takes at most `room` bytes before it must be emptied, and keeps what it took. */
function sink(room = Number.POSITIVE_INFINITY) {
  const taken: number[] = [];
  let left = room;
  const connection = {
    write(bytes: Uint8Array, offset: number, length: number): number {
      const count = Math.min(length, left);
      left -= count;
      taken.push(...bytes.subarray(offset, offset + count));
      return count;
    },
  } as unknown as Connection;
  return { connection, bytes: () => Buffer.from(taken), empty: () => (left = room) };
}

function newOutbox(connection: Connection): Outbox {
  return new Outbox(connection, { buf: new Uint8Array(0), pos: 0 } as BatchWriter);
}

function frames(bytes: Buffer): { length: number; streamId: number; payload: Buffer }[] {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const payload = bytes.subarray(at + frameHeaderBytes, at + frameHeaderBytes + length);
    found.push({ length, streamId: bytes.readUInt32LE(at + 4), payload });
    at += frameHeaderBytes + paddedLength(length);
  }
  return found;
}

describe('Outbox.piece()', () => {
  describe('when large payloads of odd lengths go past the batch', () => {
    it.each([0, 1, 100_000, 20_003])(
      'cuts into the same frames, whatever the connection takes (%i at a time)',
      (room) => {
        const { connection, bytes, empty } = sink(room === 0 ? undefined : room);
        const outbox = newOutbox(connection);
        const lengths = [16_385, 3, 20_001, 0, 17_007, 40_002, 5];

        lengths.forEach((length, i) => {
          const message = copyMessage(Buffer.alloc(length, i + 1), 0, length);
          outbox.piece(
            { streamId: i + 1, type: FrameType.MESSAGE, flags: 0, extra: 0 },
            message,
            message.start,
            length,
          );
        });
        for (let turn = 0; !outbox.flush(); turn++) {
          expect(turn).toBeLessThan(200_000);
          empty();
        }

        const got = frames(bytes());
        expect(got.map(({ length }) => length)).toEqual(lengths);
        expect(got.map(({ streamId }) => streamId)).toEqual(lengths.map((_, i) => i + 1));
        got.forEach(({ payload }, i) => {
          expect(payload.every((byte) => byte === i + 1)).toBe(true);
        });
        expect(outbox.flushedPosition).toBe(outbox.position);
        expect(outbox.position).toBe(bytes().length);
      },
    );
  });
});

describe('Outbox.take()', () => {
  /** Grows its own way, as protobufjs does, without telling the outbox. */
  function encode(writer: BatchWriter, length: number, fill: number): void {
    if (writer.buf.length < writer.pos + length) {
      const grown = Buffer.alloc(Math.max(writer.pos + length, 2 * writer.buf.length));
      grown.set(writer.buf.subarray(0, writer.pos));
      writer.buf = grown;
      writer.view = null;
    }
    writer.buf.fill(fill, writer.pos, writer.pos + length);
    writer.pos += length;
  }

  /** A frame whose payload is a head of three bytes, as metadata are, and a message that leaves the batch. */
  function frameWithMessage(outbox: Outbox, id: number, length: number): LargeMessage {
    const start = outbox.begin(0);
    outbox.append(Buffer.alloc(3, id), 0, 3);
    const messageStart = outbox.writer.pos;
    encode(outbox.writer, length, id);
    const message = outbox.take(messageStart);
    outbox.end(start, id, FrameType.CALL, 0, 0, 0);
    return message;
  }

  it.each([
    ['in the buffer of the batch', [70_000, 100_000, 66_000]],
    ['in a larger one', [200_000, 1_000_000, 150_000]],
    ['in either, and of the same size as the buffer', [70_000, 300_000, 131_072 - 35, 65_537]],
  ])('leaves the batch whole and the message as it was encoded %s', (_, lengths) => {
    const { connection, bytes } = sink();
    const outbox = newOutbox(connection);

    const messages = lengths.map((length, i) => frameWithMessage(outbox, i + 1, length));

    messages.forEach(({ buffer, start, end }, i) => {
      expect(end - start).toBe(lengths[i]);
      expect(buffer.subarray(start, end).every((byte) => byte === i + 1)).toBe(true);
      expect(buffer.length - end).toBeGreaterThanOrEqual(8);
    });
    expect(new Set(messages.map(({ buffer }) => buffer)).size).toBe(lengths.length);
    expect(outbox.flush()).toBe(true);
    expect(frames(bytes()).map(({ streamId, payload }) => [streamId, ...payload])).toEqual(
      lengths.map((_, i) => [i + 1, i + 1, i + 1, i + 1]),
    );
  });

  it('keeps what was appended after a frame that was taken back had made the writer grow', () => {
    const { connection, bytes } = sink();
    const outbox = newOutbox(connection);
    const start = outbox.begin(0);
    encode(outbox.writer, 200_000, 9);
    outbox.abort(start);

    const message = frameWithMessage(outbox, 7, 100_000);

    expect(message.buffer.subarray(message.start, message.end).every((byte) => byte === 7)).toBe(true);
    outbox.flush();
    expect([...frames(bytes())[0]!.payload]).toEqual([7, 7, 7]);
  });

  it('keeps a batch that is partly taken', () => {
    const { connection, bytes, empty } = sink(40);
    const outbox = newOutbox(connection);
    for (let id = 1; id <= 3; id++) outbox.control(id, FrameType.CREDIT, 0, 0);
    outbox.flush();

    frameWithMessage(outbox, 4, 70_000);

    while (!outbox.flush()) empty();
    expect(frames(bytes()).map(({ streamId }) => streamId)).toEqual([1, 2, 3, 4]);
  });
});

describe('a piece that the connection takes in parts', () => {
  it('goes before the frames that come later, and counts as unsent until then', () => {
    const { connection, bytes, empty } = sink(20_000);
    const outbox = newOutbox(connection);
    const message = copyMessage(Buffer.alloc(65_536, 1), 0, 65_536);
    outbox.piece(
      { streamId: 1, type: FrameType.MESSAGE, flags: 0, extra: 0 },
      message,
      message.start,
      65_536,
    );

    expect(outbox.blocked).toBe(true);
    outbox.control(2, FrameType.CREDIT, 0, 0);
    expect(outbox.pendingBytes).toBe(65_552 - 20_000 + 16);
    expect(outbox.position - outbox.flushedPosition).toBe(outbox.pendingBytes);
    while (!outbox.flush()) empty();

    expect(frames(bytes()).map(({ streamId, length }) => [streamId, length])).toEqual([
      [1, 65_536],
      [2, 0],
    ]);
    expect(outbox.pendingBytes).toBe(0);
    expect(outbox.flushedPosition).toBe(outbox.position);
  });
});

describe('a piece behind small frames', () => {
  it('goes out with them in one write', () => {
    const writes: number[] = [];
    const { connection, bytes } = sink();
    const { write } = connection;
    connection.write = (from, offset, length) => {
      writes.push(length);
      return write(from, offset, length);
    };
    const outbox = newOutbox(connection);
    const start = outbox.begin(0);
    outbox.append(Buffer.alloc(70_000, 1), 0, 70_000);
    const message = outbox.take(start + frameHeaderBytes);
    outbox.end(start, 1, FrameType.CALL, 0, 0, 0);
    const header = { streamId: 1, type: FrameType.MESSAGE, flags: 0, extra: 0 };

    outbox.piece(header, message, message.start, 40_000);
    outbox.control(2, FrameType.CREDIT, 0, 0);
    outbox.piece(header, message, message.start + 40_000, 30_000);

    expect(writes).toEqual([16 + 16 + 40_000, 16 + 16 + 30_000]);
    expect(frames(bytes()).map(({ streamId, length }) => [streamId, length])).toEqual([
      [1, 0],
      [1, 40_000],
      [2, 0],
      [1, 30_000],
    ]);
    expect(frames(bytes()).every(({ payload }) => payload.every((byte) => byte === 1))).toBe(true);
    expect(outbox.position).toBe(bytes().length);
    expect(outbox.flushedPosition).toBe(outbox.position);
  });
});
