// SPDX-License-Identifier: Apache-2.0
// What a client sends and takes, on the bytes.
import { describe, expect, it } from 'vitest';
import { call, openClient, raw, turn } from '../test/support/sessions.js';
import { END, frame, MESSAGE, METADATA, MORE, metadata, pieces, Type } from '../test/support/wire.js';
import { ProtocolError } from './error.js';

const status = (streamId: number, code = 0) => frame({ type: Type.STATUS, streamId, flags: END, code });

describe('ClientSession.call()', () => {
  it('defines each method once, then sends a unary call as one frame', async () => {
    const { connection, session } = await openClient();

    call(session, { message: 'hi', timeoutMs: 250.2, metadata: [['k', 'v']] });
    call(session, { path: '/other', message: '' });
    call(session, { message: 'again' });
    await turn();

    expect(connection.take()).toEqual([
      { type: Type.DEFINE, streamId: 0, flags: 0, code: 0, extra: 0, payload: Buffer.from('/t/M') },
      {
        type: Type.CALL,
        streamId: 1,
        flags: METADATA | MESSAGE | END,
        code: 0,
        extra: 251,
        payload: Buffer.concat([metadata([['k', 'v']]), Buffer.from('hi')]),
      },
      { type: Type.DEFINE, streamId: 0, flags: 0, code: 1, extra: 0, payload: Buffer.from('/other') },
      { type: Type.CALL, streamId: 2, flags: MESSAGE | END, code: 1, extra: 0, payload: Buffer.alloc(0) },
      {
        type: Type.CALL,
        streamId: 3,
        flags: MESSAGE | END,
        code: 0,
        extra: 0,
        payload: Buffer.from('again'),
      },
    ]);
  });

  it('sends a message that does not fit the CALL frame in pieces behind it, END with the last', async () => {
    const { connection, session } = await openClient({ server: { credit: 1_000_000 } });
    const message = Buffer.alloc(150_000, 'abcdefgh');

    call(session, { message });
    session.flushNow();

    const [, open, ...rest] = connection.take();
    expect(open).toMatchObject({ type: Type.CALL, flags: 0, payload: Buffer.alloc(0) });
    expect(Buffer.concat(rest.map(({ payload }) => payload))).toEqual(message);
    expect(rest.map(({ flags, extra }) => [flags, extra])).toEqual([
      [MESSAGE | MORE, 150_000],
      [MESSAGE | MORE, 0],
      [MESSAGE | END, 0],
    ]);
  });

  it('fills one frame to the last byte with metadata and message together', async () => {
    const { connection, session } = await openClient();
    const head = metadata([['k', 'v']]);

    call(session, { metadata: [['k', 'v']], message: Buffer.alloc(65_536 - head.length) });
    await turn();

    expect(connection.take()[1]).toMatchObject({ flags: METADATA | MESSAGE | END });
  });

  it('half-closes once, behind the messages', async () => {
    const { connection, session } = await openClient();
    const { stream } = call(session);

    stream.send(raw, 'a');
    stream.halfClose();
    stream.halfClose();
    await turn();

    expect(connection.take().slice(2)).toMatchObject([
      { type: Type.MESSAGE, flags: MESSAGE },
      { type: Type.MESSAGE, flags: END, payload: Buffer.alloc(0) },
    ]);
    call(session, { message: 'only' }).stream.halfClose();
    await turn();
    expect(connection.take()).toMatchObject([{ type: Type.CALL, flags: MESSAGE | END }]);
  });

  describe('when the encoder throws', () => {
    it('throws it, sends no call and leaves the session as it was', async () => {
      const { connection, session } = await openClient({ server: { streams: 1 } });
      const broken = {
        encode(_: unknown, writer: { pos: number }) {
          writer.pos += 8;
          throw new TypeError('not a message');
        },
      };
      const request = {
        path: '/t/M',
        timeoutMs: 0,
        metadata: undefined,
        single: { encoder: broken, message: 1 },
      };

      expect(() => session.call(request, {} as never)).toThrow('not a message');
      const first = call(session, { message: 'fits' });
      expect(() => session.call(request, {} as never)).toThrow('not a message');
      expect(() => call(session).stream.send(broken, 1)).toThrow('not a message');
      await turn();

      expect(connection.take().map(({ type }) => type)).toEqual([Type.DEFINE, Type.CALL]);
      expect([session.running, session.waiting]).toEqual([1, 1]);
      connection.deliver(status(1));
      expect(first.events).toEqual(['status 0']);
    });
  });

  it('refuses a path of more than 1,024 bytes and the 4,097th method, and only that call', async () => {
    const { session, connection } = await openClient();
    const long = '/'.padEnd(1025, 'x');

    expect(() => call(session, { path: long })).toThrow(
      expect.objectContaining({
        code: 'limit-exceeded',
        message: 'a method path of 1025 bytes exceeds 1024',
      }),
    );
    for (let i = 0; i < 4096; i++) call(session, { path: `/${i}` });
    expect(() => call(session, { path: '/more' })).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
    const again = call(session, { path: '/4095', message: 'x' });
    await turn();

    expect(session.state).toBe('open');
    expect(again.ended).toBe(false);
    expect(connection.take().filter(({ type }) => type === Type.DEFINE)).toHaveLength(4096);
  });

  it('refuses metadata above what the server takes, and above 48 KiB whatever it takes', async () => {
    const small = await openClient({ server: { metadata: 20 } });
    const large = await openClient({ server: { metadata: 0xffff_ffff } });

    expect(() => call(small.session, { metadata: [['key', '1234567890']] })).toThrow(
      new ProtocolError('limit-exceeded', "metadata of 21 bytes exceeds the server's maxMetadataBytes (20)"),
    );
    expect(() => call(large.session, { metadata: [['k', 'x'.repeat(48 * 1024)]] })).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
    call(small.session, { metadata: [['key', '123456789']] });
    call(large.session, { metadata: [['k', 'x'.repeat(48 * 1024 - 9)]], message: Buffer.alloc(60_000) });
    await turn();

    expect(small.connection.take()).toHaveLength(2);
    expect(large.connection.take().map(({ type }) => type)).toEqual([Type.DEFINE, Type.CALL, Type.MESSAGE]);
  });
});

describe('an answer', () => {
  it('brings headers, messages, and a last message with the status, in order', async () => {
    const { connection, session } = await openClient();
    const heard = call(session, { message: 'q' });

    connection.deliver(
      frame({ type: Type.CALL, streamId: 1, flags: METADATA, payload: metadata([['a', 'b']]) }),
      frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE, payload: 'one' }),
      frame({
        type: Type.STATUS,
        streamId: 1,
        flags: END | METADATA | MESSAGE,
        code: 5,
        extra: 4,
        payload: Buffer.concat([
          Buffer.from('gone'),
          metadata([['x-bin', Uint8Array.of(0, 255)]]),
          Buffer.from('two'),
        ]),
      }),
    );

    expect(heard.events).toEqual(['headers', 'message one', 'message two', 'status 5 gone']);
    expect(heard.headerEntries).toEqual([['a', 'b']]);
    expect(heard.trailers).toEqual([['x-bin', Uint8Array.of(0, 255)]]);
    expect(session.running).toBe(0);
  });

  it('fails its own call and cancels it when metadata or a message pass a limit of the client', async () => {
    const { connection, session } = await openClient({
      limits: { maxMetadataBytes: 20, maxReceiveMessageBytes: 10 },
    });
    const tooLarge = metadata([['key', '1234567890']]);
    const calls = [1, 2, 3, 4, 5].map(() => call(session, { message: 'q' }));
    await turn();
    connection.take();

    connection.deliver(
      frame({ type: Type.CALL, streamId: 1, flags: METADATA, payload: tooLarge }),
      frame({ type: Type.STATUS, streamId: 2, flags: END | METADATA, payload: tooLarge }),
      frame({ type: Type.STATUS, streamId: 3, flags: END | MESSAGE, payload: '12345678901' }),
      frame({ type: Type.MESSAGE, streamId: 4, flags: MESSAGE, payload: '12345678901' }),
      pieces(5, Buffer.alloc(11), 8),
      status(1),
    );
    await turn();

    expect(calls.map(({ failure }) => failure?.reason)).toEqual([
      'metadata-too-large',
      'metadata-too-large',
      'message-too-large',
      'message-too-large',
      'message-too-large',
    ]);
    expect(calls.every(({ failure, endings }) => failure!.published && endings === 1)).toBe(true);
    expect(connection.take().map(({ type, streamId }) => [type, streamId])).toEqual([
      [Type.CANCEL, 1],
      [Type.CANCEL, 2],
      [Type.CANCEL, 3],
      [Type.CANCEL, 4],
      [Type.CANCEL, 5],
    ]);
    expect(session.state).toBe('open');
  });

  it('of a call that was cancelled is ignored', async () => {
    const { connection, session } = await openClient();
    const heard = call(session);
    heard.stream.send(raw, Buffer.alloc(200_000));
    await turn();
    connection.take();

    heard.stream.cancel(4);
    heard.stream.cancel();
    connection.deliver(
      frame({ type: Type.CALL, streamId: 1, flags: METADATA, payload: metadata([]) }),
      frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE, payload: 'late' }),
      frame({ type: Type.CREDIT, streamId: 1, extra: 200_000 }),
      status(1),
      status(1),
    );
    await turn();

    expect(heard.events).toEqual([]);
    expect(connection.take()).toMatchObject([{ type: Type.CANCEL, streamId: 1, code: 4 }]);
    expect([session.state, session.running]).toEqual(['open', 0]);
  });
});
