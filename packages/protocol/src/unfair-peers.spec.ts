// SPDX-License-Identifier: Apache-2.0
// Peers that keep sending and never read: what they can make us hold is bounded, and honest ones that only pause lose
// nothing.
import { describe, expect, it } from 'vitest';
import {
  call,
  finish,
  openClient,
  openServer,
  raw,
  type ServerUnderTest,
  turn,
} from '../test/support/sessions.js';
import { END, frame, MESSAGE, METADATA, pieces, Type } from '../test/support/wire.js';

/** What a blocked batch holds at most: 256 KiB, the frame that passed them, and a few without payload. */
const mostPending = (256 + 64 + 4) * 1024;
const unary = (streamId: number) => frame({ type: Type.CALL, streamId, flags: MESSAGE | END, payload: 'q' });

/** Delivers what `next` makes until the session has ended, at most `rounds` times; returns the most bytes that waited. */
async function flood(under: ServerUnderTest, rounds: number, next: (i: number) => Buffer): Promise<number> {
  let most = 0;
  for (let i = 1; i <= rounds && under.session.state !== 'closed'; i++) {
    under.connection.deliver(next(i));
    if (i % 16 === 0) await turn();
    most = Math.max(most, under.session.outbox.pendingBytes);
  }
  return most;
}

describe('a client that never reads', () => {
  const answering = (maxStreams: number, answer: Buffer) =>
    openServer({
      limits: { maxStreams },
      onCall: (heard, stream) => {
        heard.onMessage = () => finish(stream, answer);
      },
    });

  it('is closed "limit-exceeded" when its unread answers and running calls pass maxStreams', async () => {
    const under = answering(16, Buffer.alloc(60_000));
    under.connection.room = 0;

    const most = await flood(under, 100_000, unary);

    expect(most).toBeLessThan(mostPending);
    expect(under.calls.length).toBeLessThan(16 + 8);
    expect(under.ended).toMatchObject([
      {
        error: {
          code: 'limit-exceeded',
          message: 'more than maxStreams (16) streams of a client that does not read',
        },
      },
    ]);
    expect(under.calls.every(({ heard }) => heard.endings === 0)).toBe(true);
  });

  it('is closed "limit-exceeded" when it goes on calling above maxStreams', async () => {
    const under = openServer({ limits: { maxStreams: 1 } });
    under.connection.room = 0;

    const most = await flood(under, 100_000, unary);

    expect(most).toBeLessThan(mostPending);
    expect(under.ended).toMatchObject([{ error: { code: 'limit-exceeded' } }]);
    expect(under.calls.map(({ heard }) => heard.events.at(-1))).toEqual(['failed connection-lost']);
  });

  it('gets all answers, in order, when it reads after all and has kept to maxStreams', async () => {
    const under = answering(16, Buffer.alloc(60_000, 'a'));
    under.connection.room = 0;

    await flood(under, 16, unary);
    expect([under.session.state, under.session.running > 8]).toEqual(['open', true]);
    under.connection.drain(300_000);
    under.connection.drain(300_000);
    under.connection.drain();
    await flood(under, 1, () => unary(17));
    await turn();

    const frames = under.connection.take();
    expect(frames.map(({ type, streamId }) => [type, streamId])).toEqual(
      Array.from({ length: 17 }, (_, i) => [Type.STATUS, i + 1]),
    );
    expect(frames.every(({ payload }) => payload.equals(Buffer.alloc(60_000, 'a')))).toBe(true);
    expect([under.session.running, under.ended]).toEqual([0, []]);
  });

  it('gets nothing twice and nothing late of a call that it cancels while the answer waits', async () => {
    const under = answering(16, Buffer.alloc(60_000));
    under.connection.room = 0;
    await flood(under, 10, unary);

    under.connection.deliver(
      frame({ type: Type.CANCEL, streamId: 10, code: 1 }),
      frame({ type: Type.MESSAGE, streamId: 9, flags: MESSAGE, payload: 'late' }),
      frame({ type: Type.CREDIT, streamId: 9, extra: 2 ** 31 - 1 }),
    );
    under.connection.drain();
    await turn();

    expect(under.connection.take().map(({ streamId }) => streamId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(under.calls.flatMap(({ heard }) => heard.events)).toEqual(
      Array.from({ length: 10 }, () => ['message q']).flat(),
    );
    expect([under.session.state, under.session.running]).toEqual(['open', 0]);
  });

  it('holds nothing by calling and cancelling, whatever the handler has said by then', async () => {
    const under = openServer({
      limits: { maxStreams: 4 },
      client: { metadata: 48 * 1024 },
      onCall: (heard, stream) => {
        stream.sendHeaders([['k', 'v'.repeat(1000)]]);
        stream.send(raw, Buffer.alloc(10_000));
        heard.onMessage = () => finish(stream, Buffer.alloc(10_000));
      },
    });
    under.connection.room = 0;

    const most = await flood(under, 5000, (i) =>
      Buffer.concat([unary(i), frame({ type: Type.CANCEL, streamId: i, code: 1 })]),
    );

    expect(most).toBeLessThan(mostPending);
    expect([under.session.state, under.session.running]).toEqual(['open', 0]);
    under.connection.drain();
    await turn();
    expect(under.session.outbox.pendingBytes).toBe(0);
    expect(new Set(under.connection.take().map(({ streamId }) => streamId)).size).toBeLessThan(40);
  });

  it('is owed one CREDIT for each stream, with all that it is due', async () => {
    const under = openServer({ limits: { initialCreditBytes: 1024 } });
    under.connection.deliver(
      frame({ type: Type.CALL, streamId: 1 }),
      frame({ type: Type.CALL, streamId: 2 }),
    );
    under.connection.room = 0;
    let cost = 0;

    const most = await flood(under, 40_000, (i) => {
      cost += 16 + 500;
      return frame({ type: Type.MESSAGE, streamId: (i % 2) + 1, flags: MESSAGE, payload: Buffer.alloc(500) });
    });
    expect(most).toBeLessThan(mostPending);
    under.connection.drain();
    await turn();

    const granted = under.connection.take().reduce((sum, { extra }) => sum + extra, 0);
    expect(cost - granted).toBeLessThan(2 * 512);
    expect(cost - granted).toBeGreaterThanOrEqual(0);
  });

  it('is owed little for messages in pieces', async () => {
    const under = openServer({ limits: { initialCreditBytes: 1024 } });
    under.connection.deliver(frame({ type: Type.CALL, streamId: 1 }));
    under.connection.room = 0;

    const most = await flood(under, 5000, () => pieces(1, Buffer.alloc(1200), 400));

    expect(most).toBeLessThan(mostPending);
    expect(under.session.state).toBe('open');
  });

  it('gets no answer to calls behind a GOAWAY, and holds nothing by them', async () => {
    const under = openServer();
    under.connection.deliver(unary(1));
    under.session.drain();
    await turn();
    under.connection.take();

    const most = await flood(under, 5000, (i) =>
      Buffer.concat([unary(i + 1), frame({ type: Type.PING, extra: i })]),
    );
    await turn();

    expect(most).toBeLessThan(mostPending);
    expect(under.connection.take().every(({ type }) => type === Type.PONG)).toBe(true);
    expect([under.session.state, under.calls.length]).toEqual(['draining', 1]);
  });

  it('holds nothing by PING, CREDIT of nothing, half-closes and late frames', async () => {
    const under = openServer();
    under.connection.deliver(
      frame({ type: Type.CALL, streamId: 1 }),
      frame({ type: Type.CALL, streamId: 2 }),
    );
    under.connection.deliver(frame({ type: Type.CANCEL, streamId: 2, code: 1 }));
    under.connection.room = 0;
    await turn();

    const most = await flood(under, 20_000, (i) =>
      Buffer.concat([
        frame({ type: Type.PING, extra: i }),
        frame({ type: Type.PONG, extra: i }),
        frame({ type: Type.CREDIT, streamId: 1, extra: 0 }),
        frame({ type: Type.CREDIT, streamId: 2, extra: 9 }),
        frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE | END, payload: 'x' }),
        frame({ type: Type.GOAWAY }),
      ]),
    );

    expect(most).toBeLessThan(1000);
    expect(under.session.state).toBe('open');
  });

  it('is answered with one status for metadata or messages above a limit, within the same bound', async () => {
    const under = openServer({ limits: { maxStreams: 8, maxMetadataBytes: 0, maxReceiveMessageBytes: 0 } });
    under.connection.room = 0;
    const tooLarge = (streamId: number) =>
      streamId % 2 === 0
        ? unary(streamId)
        : frame({ type: Type.CALL, streamId, flags: METADATA, payload: '\x09\0\0\0\x01\0\0\0\0\0\0\0k' });

    const most = await flood(under, 100_000, tooLarge);

    expect(most).toBeLessThan(mostPending);
    expect(under.ended).toMatchObject([{ error: { code: 'limit-exceeded' } }]);
  });
});

describe('a server that never reads', () => {
  it('holds no call that was given up meanwhile, and none of them reaches it later', async () => {
    const { connection, session } = await openClient();
    connection.room = 0;

    for (let i = 0; i < 20_000; i++) {
      const { stream } = call(session, { message: Buffer.alloc(1000) });
      if (i % 64 === 0) await turn();
      stream.cancel(4);
      expect(session.outbox.pendingBytes).toBeLessThan(mostPending);
    }
    expect([session.running, session.waiting]).toEqual([0, 0]);
    const last = call(session, { message: 'last' });
    connection.drain();
    await turn();

    const calls = connection.take().filter(({ type }) => type === Type.CALL);
    expect(calls.length).toBeLessThan(300);
    expect(calls.at(-1)!.payload.toString()).toBe('last');
    expect(last.stream.id).toBe(calls.at(-1)!.streamId);
  });

  it('gets the calls that still wait, in order, once it reads', async () => {
    const { connection, session } = await openClient({ server: { streams: 10_000 } });
    connection.room = 0;
    const streams = Array.from(
      { length: 2000 },
      (_, i) => call(session, { message: `${i}`.padEnd(500) }).stream,
    );
    await turn();
    expect(session.waiting).toBeGreaterThan(1000);

    for (let i = 0; i < 2000; i += 2) streams[i]!.cancel();
    connection.drain();
    for (let turns = 0; turns < 10; turns++) await turn();

    const frames = connection.take();
    const cancelled = new Set(
      frames.flatMap(({ type, streamId }) => (type === Type.CANCEL ? [streamId] : [])),
    );
    const arrived = frames
      .filter(({ type, streamId }) => type === Type.CALL && !cancelled.has(streamId))
      .map(({ payload }) => Number(payload.toString()));
    expect(arrived).toEqual(Array.from({ length: 1000 }, (_, i) => 2 * i + 1));
    expect([session.running, session.waiting]).toEqual([1000, 0]);
  });

  it('and goes fails the calls that waited for it as unpublished', async () => {
    const { connection, session } = await openClient();
    connection.room = 0;
    const calls = Array.from({ length: 600 }, () => call(session, { message: Buffer.alloc(1000) }));
    await turn();

    connection.lose();

    expect(calls.every(({ failure, endings }) => failure?.published === false && endings === 1)).toBe(true);
    expect([session.running, session.waiting]).toEqual([0, 0]);
  });
});

describe('a batch that never empties', () => {
  it('does not grow by what has been taken of it', async () => {
    const { connection, session } = await openClient({ server: { streams: 1_000_000 } });
    connection.room = 0;

    for (let i = 0; i < 5000; i++) {
      call(session, { message: Buffer.alloc(1000) });
      if (i >= 100) connection.drain(1024);
      await turn();
    }

    expect(session.outbox.pendingBytes).toBeGreaterThan(0);
    expect(session.outbox.writer.buf.length).toBeLessThan(1024 * 1024);
    connection.drain();
    expect(connection.take().filter(({ type }) => type === Type.CALL)).toHaveLength(5000);
  });
});
