// SPDX-License-Identifier: Apache-2.0
// Blocking for one stream, with a script of what each wait of the connection brings.
import type { WaitOutcome } from '@memlane/transport';
import { describe, expect, it } from 'vitest';
import { call, openClient, turn } from '../test/support/sessions.js';
import { END, frame, MESSAGE, Type } from '../test/support/wire.js';
import { waitForStream } from './index.js';

const never = Number.POSITIVE_INFINITY;
const status = (streamId: number) => frame({ type: Type.STATUS, streamId, flags: END });
const message = (streamId: number, payload: string | Uint8Array) =>
  frame({ type: Type.MESSAGE, streamId, flags: MESSAGE, payload });

/** A client whose connection can be waited for; each wait plays one of `steps`. */
async function openWaiting(...steps: (() => WaitOutcome)[]) {
  const client = await openClient();
  const waits: number[] = [];
  Object.assign(client.connection, {
    wait(timeoutMs: number): WaitOutcome {
      waits.push(timeoutMs);
      return (steps.shift() as () => WaitOutcome)();
    },
  });
  return { ...client, waits };
}

describe('waitForStream()', () => {
  it('returns once the stream is over, with its events delivered and those of others kept', async () => {
    const client = await openWaiting(
      () => {
        client.connection.arrive(Buffer.concat([message(1, 'for another'), status(1)]));
        return 'happened';
      },
      () => {
        client.connection.arrive(Buffer.concat([message(2, 'for us'), status(2)]));
        return 'happened';
      },
    );
    const other = call(client.session, { message: 'a' });
    const own = call(client.session, { message: 'b' });

    expect(waitForStream(client.session, own.stream, never)).toBe(true);

    expect(own.events).toEqual(['message for us', 'status 0']);
    expect([other.events, client.session.held.size]).toEqual([[], 2]);
    await turn();
    expect(other.events).toEqual(['message for another', 'status 0']);
    expect(client.session.held.active).toBe(false);
  });

  it('delivers what it kept before what the event loop brings', async () => {
    const client = await openWaiting(() => {
      client.connection.arrive(Buffer.concat([message(1, 'first'), status(2)]));
      return 'happened';
    });
    const other = call(client.session, { message: 'a' });
    waitForStream(client.session, call(client.session, { message: 'b' }).stream, never);

    client.connection.deliver(message(1, 'second'), status(1));

    expect(other.events).toEqual(['message first', 'message second', 'status 0']);
  });

  it('gives no credit for what it keeps, so that a sender is held back', async () => {
    const client = await openWaiting(() => {
      // Two of these cost half of the credit of a stream.
      const quarter = message(1, Buffer.alloc(65_520));
      client.connection.arrive(Buffer.concat([quarter, quarter, status(2)]));
      return 'happened';
    });
    call(client.session, { message: 'a' });
    waitForStream(client.session, call(client.session, { message: 'b' }).stream, never);

    expect(client.connection.take().filter(({ type }) => type === Type.CREDIT)).toEqual([]);
    await turn();
    expect(client.connection.take().filter(({ type }) => type === Type.CREDIT)).toHaveLength(1);
  });

  it('returns false at the deadline, having waited no longer than was left', async () => {
    const client = await openWaiting(() => 'timeout');
    const own = call(client.session, { message: 'a' });

    expect(waitForStream(client.session, own.stream, performance.now() - 1)).toBe(false);

    expect([own.events, client.waits]).toEqual([[], []]);
  });

  it('waits 100 ms at most at a time, for ever in all', async () => {
    const client = await openWaiting(
      () => 'timeout',
      () => 'timeout',
      () => 'ended',
    );
    const own = call(client.session, { message: 'a' });

    expect(waitForStream(client.session, own.stream, never)).toBe(true);

    expect(client.waits).toEqual([100, 100, 100]);
    expect(own.events).toEqual(['failed connection-lost']);
  });

  it('throws "cannot-wait" where only this thread could move the bytes', async () => {
    const socket = await openClient();
    const ownPeer = await openWaiting();
    Object.assign(ownPeer.connection, { isOwnPeer: true });

    for (const { session } of [socket, ownPeer]) {
      const { stream } = call(session, { message: 'a' });
      expect(() => waitForStream(session, stream, never)).toThrow(
        expect.objectContaining({
          code: 'cannot-wait',
          message: 'memory:by-hand cannot be waited for in this thread',
        }),
      );
    }
  });
});
