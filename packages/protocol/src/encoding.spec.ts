// SPDX-License-Identifier: Apache-2.0
// What the encoding of a message may do to the batch that it is written into.
import { describe, expect, it } from 'vitest';
import { openClient } from '../test/support/sessions.js';
import type { ClientStreamHandler } from './stream.js';

const handler = (failed: string[] = []): ClientStreamHandler => ({
  headers() {},
  message() {},
  drained() {},
  status() {},
  failed: ({ reason }) => void failed.push(reason),
});

/** A call whose message runs `act` in the middle of its encoding. */
const acting = (act: () => void) => ({
  path: '/t/M',
  timeoutMs: 0,
  metadata: undefined,
  single: {
    encoder: {
      encode(_message: unknown, writer: { buf: Uint8Array; pos: number }) {
        writer.buf[writer.pos++] = 0xaa;
        act();
        writer.buf[writer.pos++] = 0xbb;
      },
    },
    message: undefined,
  },
});
const plain = acting(() => {});

/** Type and payload of each frame. */
function frames(bytes: Buffer): [type: number, streamId: number, payload: string][] {
  const found: [number, number, string][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const payload = bytes.toString('hex', at + 16, at + 16 + length);
    found.push([bytes[at + 8] as number, bytes.readUInt32LE(at + 4), payload]);
    at += 16 + Math.ceil(length / 8) * 8;
  }
  return found;
}

const define: [number, number, string] = [1, 0, Buffer.from('/t/M').toString('hex')];

describe('while a message is encoded', () => {
  it('a call is refused as "reentered", and the batch is what it would be without it', async () => {
    const { connection, session } = await openClient();
    const refused: unknown[] = [];

    session.call(
      acting(() => {
        try {
          session.call({ ...plain, path: '/t/Other' }, handler());
        } catch (error) {
          refused.push((error as { code: unknown }).code);
        }
      }),
      handler(),
    );
    session.flushNow();

    expect(refused).toEqual(['reentered']);
    expect(frames(connection.takeBytes())).toEqual([define, [2, 1, 'aabb']]);
    session.close();
  });

  it('a message of another stream is refused, and both streams go on', async () => {
    const { connection, session } = await openClient();
    const other = session.call({ ...plain, single: undefined }, handler());
    const send = () => other.send(plain.single.encoder, undefined);

    session.call(
      acting(() => expect(send).toThrow(expect.objectContaining({ code: 'reentered' }))),
      handler(),
    );
    send();
    session.flushNow();

    expect(frames(connection.takeBytes())).toEqual([define, [2, 1, ''], [2, 2, 'aabb'], [3, 1, 'aabb']]);
    session.close();
  });

  it('a cancellation follows behind the frame', async () => {
    const { connection, session } = await openClient();
    const other = session.call(plain, handler());

    session.call(
      acting(() => other.cancel(1)),
      handler(),
    );
    session.flushNow();

    expect(frames(connection.takeBytes())).toEqual([define, [2, 1, 'aabb'], [2, 2, 'aabb'], [5, 1, '']]);
    session.close();
  });

  it('close() sends what was before the frame and refuses its call as "closed"', async () => {
    const { connection, session } = await openClient();
    const failed: string[] = [];
    session.call(plain, handler(failed));

    expect(() =>
      session.call(
        acting(() => session.close()),
        handler(),
      ),
    ).toThrow(expect.objectContaining({ code: 'closed' }));

    expect(failed).toEqual(['session-closed']);
    expect(frames(connection.takeBytes())).toEqual([define, [2, 1, 'aabb']]);
  });

  it('a stream that is cancelled by its own message sends no more than the cancellation', async () => {
    const { connection, session } = await openClient();
    const stream = session.call({ ...plain, single: undefined }, handler());

    expect(stream.send(acting(() => stream.cancel(1)).single.encoder, undefined)).toBe(true);
    session.flushNow();

    expect(frames(connection.takeBytes())).toEqual([define, [2, 1, ''], [5, 1, '']]);
    session.close();
  });
});
