// SPDX-License-Identifier: Apache-2.0
// What a server takes of a client and what it answers, on the bytes.
import { describe, expect, it } from 'vitest';
import { finish, openServer, raw, serverSession, turn } from '../test/support/sessions.js';
import { END, frame, MESSAGE, METADATA, metadata, pieces, preface, Type } from '../test/support/wire.js';
import { ProtocolError } from './error.js';

const call = (streamId: number, payload = 'hi', flags = MESSAGE | END) =>
  frame({ type: Type.CALL, streamId, flags, payload });

describe('a unary call', () => {
  it('is one frame each way', async () => {
    const { connection, calls } = openServer({
      onCall: (heard, stream) => {
        heard.onMessage = (text) => finish(stream, `${text}!`);
      },
    });

    connection.deliver(
      frame({ type: Type.CALL, streamId: 1, flags: MESSAGE | END, extra: 250, payload: 'hi' }),
    );
    await turn();

    expect(calls[0]).toMatchObject({ path: '/t/M', timeoutMs: 250, metadata: undefined });
    expect(connection.take()).toMatchObject([
      {
        type: Type.STATUS,
        streamId: 1,
        flags: MESSAGE | END,
        code: 0,
        extra: 0,
        payload: Buffer.from('hi!'),
      },
    ]);
  });

  it('has an empty message when its frame has the flag and no bytes', () => {
    const { connection, calls } = openServer();

    connection.deliver(call(1, ''));

    expect(calls[0]!.heard.events).toEqual(['message ', 'halfClosed']);
  });
});

describe('DEFINE', () => {
  const define = (code: number, payload: string) => frame({ type: Type.DEFINE, code, payload });

  it('takes 4,096 methods with paths of 1,024 bytes', () => {
    const { connection, calls } = serverSession();
    connection.deliver(preface());

    for (let i = 0; i < 4096; i++) connection.deliver(define(i, `/${i}`.padEnd(1024, '.')));
    connection.deliver(frame({ type: Type.CALL, streamId: 1, code: 4095 }));

    expect(calls[0]!.path).toBe('/4095'.padEnd(1024, '.'));
  });

  it('ends the connection "limit-exceeded" at the 4,097th method', async () => {
    const { connection, ended } = serverSession();
    connection.deliver(preface());
    for (let i = 0; i < 4096; i++) connection.deliver(define(i, `/${i}`));

    connection.deliver(define(4096, '/one/too-many'));

    expect(ended).toMatchObject([{ error: { code: 'limit-exceeded' } }]);
    expect(connection.take()).toMatchObject([{ type: Type.GOAWAY, code: 2 }]);
  });

  it('ends the connection "limit-exceeded" at a path of 1,025 bytes', () => {
    const { connection, ended } = openServer();

    connection.deliver(define(1, '/'.padEnd(1025, '.')));

    expect(ended).toMatchObject([{ error: { code: 'limit-exceeded' } }]);
  });

  it('ends the connection when a number is left out or given twice', () => {
    for (const code of [0, 2]) {
      const { connection, ended } = openServer();
      connection.deliver(define(code, '/x'));
      expect(ended).toMatchObject([{ error: { code: 'bad-frame' } }]);
      expect(connection.take()).toMatchObject([{ type: Type.GOAWAY, code: 1 }]);
    }
  });
});

describe('a call above a limit of the server', () => {
  it('is answered RESOURCE_EXHAUSTED, alone, when more than maxStreams run', async () => {
    const { connection, calls, session } = openServer({ limits: { maxStreams: 2 } });

    connection.deliver(call(1), call(2), call(3));
    finish(calls[0]!.stream);
    connection.deliver(call(4));
    await turn();

    expect(connection.take()).toMatchObject([
      { type: Type.STATUS, streamId: 3, code: 8 },
      { type: Type.STATUS, streamId: 1, code: 0 },
    ]);
    expect([calls.length, session.running]).toEqual([3, 2]);
  });

  it('is answered RESOURCE_EXHAUSTED, alone, when its metadata is too large', async () => {
    const { connection, calls } = openServer({ limits: { maxMetadataBytes: 20 } });
    const fits = metadata([['key', '123456789']]);
    const tooLarge = metadata([['key', '1234567890']]);

    for (const [i, payload] of [tooLarge, fits].entries()) {
      connection.deliver(frame({ type: Type.CALL, streamId: i + 1, flags: METADATA, payload }));
    }
    await turn();

    expect(connection.take()).toMatchObject([{ type: Type.STATUS, streamId: 1, code: 8 }]);
    expect(calls.map((one) => one.metadata)).toEqual([[['key', '123456789']]]);
  });

  it('is answered RESOURCE_EXHAUSTED when its message is too large: in CALL, in one frame, or announced', async () => {
    const { connection, calls, session } = openServer({ limits: { maxReceiveMessageBytes: 10 } });

    connection.deliver(call(1, '12345678901'), call(2, '1234567890'));
    connection.deliver(call(3, '', 0), call(4, '', 0));
    connection.deliver(frame({ type: Type.MESSAGE, streamId: 3, flags: MESSAGE, payload: '12345678901' }));
    connection.deliver(pieces(4, Buffer.alloc(11), 8, true));
    await turn();

    expect(connection.take()).toMatchObject([
      {
        streamId: 1,
        code: 8,
        payload: Buffer.from('a message of 11 bytes exceeds maxReceiveMessageBytes (10)'),
      },
      { type: Type.STATUS, streamId: 3, code: 8 },
      { type: Type.STATUS, streamId: 4, code: 8 },
    ]);
    expect(calls.map(({ heard }) => heard.events)).toEqual([
      ['message 1234567890', 'halfClosed'],
      ['failed message-too-large'],
      ['failed message-too-large'],
    ]);
    expect([session.state, session.running]).toEqual(['open', 1]);
  });
});

describe("a stream's messages", () => {
  it('end with END: in the frame of the last message or in one without a message', () => {
    const { connection, calls } = openServer();

    connection.deliver(call(1, '', 0), call(2, '', 0));
    connection.deliver(frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE | END, payload: 'a' }));
    connection.deliver(frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: 'b' }));
    connection.deliver(frame({ type: Type.MESSAGE, streamId: 2, flags: END }));

    expect(calls.map(({ heard }) => heard.events)).toEqual([
      ['message a', 'halfClosed'],
      ['message b', 'halfClosed'],
    ]);
  });

  it('are answered after the half-close as before it', async () => {
    const { connection, calls } = openServer();
    connection.deliver(call(1, ''));

    expect(calls[0]!.stream.send(raw, 'one')).toBe(true);
    finish(calls[0]!.stream, 'two');
    await turn();

    expect(connection.take().map(({ type, payload }) => [type, `${payload}`])).toEqual([
      [Type.MESSAGE, 'one'],
      [Type.STATUS, 'two'],
    ]);
  });
});

describe('a status text', () => {
  it.each([
    ['of 8,192 bytes goes whole', 'x'.repeat(8192), 8192],
    ['of 8,193 bytes loses the last', 'x'.repeat(8193), 8192],
    ['is cut before a character of two bytes that crosses the limit', `${'x'.repeat(8191)}é`, 8191],
    ['is cut before a character of four bytes that crosses the limit', `${'x'.repeat(8189)}😀`, 8189],
    ['keeps a character of four bytes that ends at the limit', `${'x'.repeat(8188)}😀y`, 8192],
  ])('%s', async (_what, text, bytes) => {
    const { connection, calls } = openServer();
    connection.deliver(call(1));

    finish(calls[0]!.stream, undefined, 2, text);
    await turn();

    const [status] = connection.take();
    expect([status!.extra, status!.payload.length]).toEqual([bytes, bytes]);
    expect(text.startsWith(status!.payload.toString())).toBe(true);
  });
});

describe('metadata of the answer', () => {
  it('that pass the limit of the client are a ProtocolError, and the stream goes on', async () => {
    const { connection, calls } = openServer({ client: { metadata: 20 } });
    connection.deliver(call(1));
    const { stream } = calls[0]!;
    const tooLarge = [['key', '1234567890']] as const;

    const message = "metadata of 21 bytes exceeds the client's maxMetadataBytes (20)";
    expect(() => stream.sendHeaders(tooLarge)).toThrow(new ProtocolError('limit-exceeded', message));
    expect(() => stream.finish({ code: 0, text: '', trailers: tooLarge })).toThrow(
      new ProtocolError('limit-exceeded', message),
    );
    stream.sendHeaders([['key', '123456789']]);
    stream.finish({ code: 0, text: 't', trailers: [['k', '']] });
    await turn();

    expect(connection.take()).toMatchObject([
      { type: Type.CALL, flags: METADATA, payload: metadata([['key', '123456789']]) },
      {
        type: Type.STATUS,
        flags: METADATA | END,
        extra: 1,
        payload: Buffer.concat([Buffer.from('t'), metadata([['k', '']])]),
      },
    ]);
  });

  it('never pass 48 KiB, whatever the client says that it takes', () => {
    const { connection, calls } = openServer({ client: { metadata: 0xffff_ffff } });
    connection.deliver(call(1));
    const value = 'x'.repeat(48 * 1024);

    expect(() => calls[0]!.stream.sendHeaders([['k', value]])).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
    calls[0]!.stream.sendHeaders([['k', value.slice(9)]]);
  });
});

describe('CANCEL', () => {
  it('ends the stream for both, drops what waits to be sent, and late frames are ignored', async () => {
    const { connection, calls, session } = openServer();
    connection.deliver(call(1, '', 0));
    const { stream, heard } = calls[0]!;
    stream.send(raw, Buffer.alloc(200_000));
    await turn();
    connection.take();

    connection.deliver(frame({ type: Type.CANCEL, streamId: 1, code: 4 }));
    connection.deliver(frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE | END, payload: 'late' }));
    connection.deliver(frame({ type: Type.CREDIT, streamId: 1, extra: 200_000 }));
    connection.deliver(frame({ type: Type.CANCEL, streamId: 1, code: 1 }));
    finish(stream, 'late');
    await turn();

    expect(heard.events).toEqual(['cancelled 4']);
    expect(connection.take()).toEqual([]);
    expect([session.state, session.running]).toEqual(['open', 0]);
  });
});
