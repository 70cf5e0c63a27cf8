// SPDX-License-Identifier: Apache-2.0
// How a session ends: GOAWAY, PING, the loss of the connection, and what calls are told about it.
import { TransportError } from '@memlane/transport';
import { describe, expect, it } from 'vitest';
import { call, finish, openClient, openServer, raw, turn } from '../test/support/sessions.js';
import { END, frame, MESSAGE, METADATA, metadata, Type } from '../test/support/wire.js';

const goaway = (streamId: number, code = 0, payload = 'bye') =>
  frame({ type: Type.GOAWAY, streamId, code, payload });
const status = (streamId: number) => frame({ type: Type.STATUS, streamId, flags: END });
const unary = (streamId: number) => frame({ type: Type.CALL, streamId, flags: MESSAGE | END, payload: 'q' });

describe('GOAWAY of a server', () => {
  it('lets the calls up to its number finish; later ones and those in line fail as unpublished', async () => {
    const { connection, session, draining, ended } = await openClient({ server: { streams: 3 } });
    const calls = [1, 2, 3, 4].map(() => call(session, { message: 'q' }));
    await turn();

    connection.deliver(goaway(2));
    await turn();

    expect(session.state).toBe('draining');
    expect(draining).toHaveLength(1);
    expect(calls.map(({ failure }) => failure)).toEqual([
      undefined,
      undefined,
      { reason: 'goaway', message: 'bye', published: false },
      { reason: 'goaway', message: 'bye', published: false },
    ]);
    expect(() => call(session)).toThrow(expect.objectContaining({ name: 'ProtocolError', code: 'goaway' }));
    connection.deliver(status(3), status(1), status(2));
    await turn();
    expect(calls.map(({ events }) => events.at(-1))).toEqual([
      'status 0',
      'status 0',
      'failed goaway',
      'failed goaway',
    ]);
    expect([session.state, connection.closed, ended]).toEqual(['closed', true, [{ error: undefined }]]);
  });

  it('names the last call that was begun, lets it finish, ignores later ones, then closes', async () => {
    const { connection, session, calls } = openServer();
    connection.deliver(unary(4));

    session.drain('gone for lunch');
    session.drain('again');
    connection.deliver(
      frame({ type: Type.CALL, streamId: 5 }),
      frame({ type: Type.MESSAGE, streamId: 5, flags: MESSAGE | END, payload: 'late' }),
      frame({ type: Type.CANCEL, streamId: 5, code: 1 }),
    );
    await turn();
    expect(connection.take()).toMatchObject([
      { type: Type.GOAWAY, streamId: 4, code: 0, payload: Buffer.from('gone for lunch') },
    ]);
    expect([calls.length, session.state, connection.closed]).toEqual([1, 'draining', false]);
    finish(calls[0]!.stream, 'a');
    await turn();

    expect(connection.take()).toMatchObject([{ type: Type.STATUS, streamId: 4, payload: Buffer.from('a') }]);
    expect([session.state, connection.closed]).toEqual(['closed', true]);
  });

  it('does not close before everything is handed to the connection', async () => {
    const { connection, session, calls } = openServer();
    connection.deliver(unary(1));
    session.drain();
    connection.room = 0;

    finish(calls[0]!.stream, 'a');
    await turn();
    expect([connection.closed, session.state]).toEqual([false, 'draining']);
    connection.drain();

    expect(connection.closed).toBe(true);
    expect(connection.take().map(({ type }) => type)).toEqual([Type.GOAWAY, Type.STATUS]);
  });
});

describe('GOAWAY of a client', () => {
  it('changes nothing for the running calls; its end of the connection follows', async () => {
    const { connection, session, calls } = openServer();
    connection.deliver(unary(1), goaway(0, 1, 'broken'));

    finish(calls[0]!.stream, 'a');
    await turn();
    expect([session.state, connection.take().length]).toEqual(['open', 1]);
    connection.lose();

    expect(session.state).toBe('closed');
  });
});

describe('a peer that breaks a rule', () => {
  it('is told which: a client with 0 for the last stream', async () => {
    const { connection, session, ended } = await openClient();
    const heard = call(session, { message: 'q' });
    await turn();
    connection.take();

    connection.deliver(status(2));

    const message = 'a frame of type 4 for stream 2, which was never opened';
    expect(connection.take()).toMatchObject([
      { type: Type.GOAWAY, streamId: 0, code: 1, payload: Buffer.from(message) },
    ]);
    expect(ended).toMatchObject([{ error: { code: 'bad-state', message } }]);
    expect(heard.failure).toEqual({ reason: 'connection-lost', message, published: true });
  });

  it('is told which: a server with the last stream that it began, so that none runs twice', async () => {
    const { connection, calls } = openServer();
    connection.deliver(unary(1), unary(2));

    connection.deliver(unary(2));
    const [told] = connection.take();
    const client = await openClient();
    const running = [1, 2].map(() => call(client.session, { message: 'q' }));
    await turn();
    client.connection.deliver(frame({ ...told!, payload: told!.payload }));
    client.connection.lose();

    expect(told).toMatchObject({ type: Type.GOAWAY, streamId: 2, code: 1 });
    expect(calls.map(({ heard }) => heard.failure?.reason)).toEqual(['connection-lost', 'connection-lost']);
    expect(running.map(({ failure }) => failure!.published)).toEqual([true, true]);
  });
});

describe('the end of the connection', () => {
  it('fails each running call once, and tells those whose frames were never handed over', async () => {
    const { connection, session, ended } = await openClient({ server: { streams: 2 } });
    const published = call(session, { message: 'q' });
    await turn();
    connection.room = 20;
    const half = call(session, { message: 'q' });
    const inLine = call(session, { message: 'q' });
    await turn();

    const error = new TransportError('peer-died' as never, 'process 7 is gone');
    connection.lose(error);
    connection.lose();

    expect([published, half, inLine].map(({ failure }) => failure)).toEqual([
      { reason: 'connection-lost', message: 'process 7 is gone', published: true },
      { reason: 'connection-lost', message: 'process 7 is gone', published: false },
      { reason: 'connection-lost', message: 'process 7 is gone', published: false },
    ]);
    expect([published, half, inLine].map(({ endings }) => endings)).toEqual([1, 1, 1]);
    expect(ended).toEqual([{ error }]);
    expect(() => call(session)).toThrow(expect.objectContaining({ code: 'closed' }));
    expect(await session.ping()).toBe(false);
  });

  it('by close() sends what is in the batch and fails what runs as "session-closed"', async () => {
    const { connection, session, ended } = await openClient();
    const heard = call(session, { message: 'q' });

    session.close();
    session.close();
    heard.stream.cancel();
    heard.stream.halfClose();
    heard.stream.send(raw, 'late');
    await turn();

    expect(connection.take().map(({ type }) => type)).toEqual([Type.DEFINE, Type.CALL]);
    expect(heard.events).toEqual(['failed session-closed']);
    expect(ended).toEqual([{ error: undefined }]);
  });

  it('from inside a handler stops the frames that were read with it', () => {
    const { connection, session, calls } = openServer({
      onCall: (heard) => {
        heard.onMessage = () => session.close();
      },
    });

    connection.deliver(Buffer.concat([unary(1), unary(2)]));

    expect(calls.map(({ heard }) => heard.events)).toEqual([['message q', 'failed session-closed']]);
  });
});

describe('a call that is only just being handed over', () => {
  it('is told when its own handler closes the session, once', () => {
    const { connection, session, calls } = openServer({
      onCall: () => {
        expect(session.handlers()).toEqual([]);
        session.close();
      },
    });

    connection.deliver(unary(1));

    expect(calls.map(({ heard }) => heard.events)).toEqual([['failed session-closed']]);
  });

  it('does not exist for the layer above when its metadata break the format', () => {
    const { connection, session, calls, ended } = openServer();

    connection.deliver(frame({ type: Type.CALL, streamId: 1, flags: METADATA, payload: 'x' }));

    expect(ended).toMatchObject([{ error: { code: 'bad-frame' } }]);
    expect([calls.length, session.running]).toEqual([0, 0]);
  });
});

describe('PING', () => {
  const ping = (extra: number) => frame({ type: Type.PING, extra });

  it('is answered by PONG with its number', async () => {
    const { connection } = openServer();

    connection.deliver(ping(7), ping(0xffff_ffff));
    await turn();

    expect(connection.take()).toMatchObject([
      { type: Type.PONG, extra: 7 },
      { type: Type.PONG, extra: 0xffff_ffff },
    ]);
  });

  it('is answered once, for the newest, by a side that could not write', async () => {
    const { connection, session } = openServer();
    connection.room = 0;
    connection.deliver(ping(1));
    await turn();

    for (let i = 2; i <= 10_000; i++) connection.deliver(ping(i));
    await turn();
    expect(session.outbox.pendingBytes).toBe(16);
    connection.drain();

    expect(connection.take()).toMatchObject([
      { type: Type.PONG, extra: 1 },
      { type: Type.PONG, extra: 10_000 },
    ]);
  });

  it('resolves true with its own PONG only, false when the session ends before', async () => {
    const { connection, session } = await openClient();
    const settled: string[] = [];
    void session.ping().then((alive) => settled.push(`first ${alive}`));
    void session.ping().then((alive) => settled.push(`second ${alive}`));
    await turn();
    const [first, second] = connection.take();

    connection.deliver(
      frame({ type: Type.PONG, extra: 99 }),
      frame({ type: Type.PONG, extra: second!.extra }),
    );
    await turn();
    expect(settled).toEqual(['second true']);
    connection.lose();
    await turn();

    expect(first!.type).toBe(Type.PING);
    expect(settled).toEqual(['second true', 'first false']);
  });
});

describe('metadata of a CALL of a server', () => {
  it('comes at most once and before any message', async () => {
    const headers = frame({ type: Type.CALL, streamId: 1, flags: METADATA, payload: metadata([]) });
    const message = frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE });

    for (const first of [headers, message]) {
      const { connection, session, ended } = await openClient();
      call(session);
      connection.deliver(first, headers);
      expect(ended).toMatchObject([{ error: { code: 'bad-state' } }]);
    }
  });
});
