// SPDX-License-Identifier: Apache-2.0
import type { Connection } from '@memlane/transport';
import { describe, expect, it } from 'vitest';
import { FrameType, frameHeaderBytes, paddedLength } from './frame.js';
import { type BatchWriter, Outbox } from './outbox.js';

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

describe('Outbox.payloadFrame()', () => {
  describe('when large payloads of odd lengths go past the batch', () => {
    it.each([0, 1, 100_000, 20_003])(
      'cuts into the same frames, whatever the connection takes (%i at a time)',
      (room) => {
        const { connection, bytes, empty } = sink(room === 0 ? undefined : room);
        const outbox = newOutbox(connection);
        const lengths = [16_385, 3, 20_001, 0, 17_007, 40_002, 5];

        lengths.forEach((length, i) => {
          const payload = Buffer.alloc(length, i + 1);
          outbox.payloadFrame(
            { streamId: i + 1, type: FrameType.MESSAGE, flags: 0, extra: 0 },
            payload,
            0,
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
