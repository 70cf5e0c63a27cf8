// SPDX-License-Identifier: Apache-2.0
// Small frames beside large messages: how many bytes of others go first. Counted, not timed.
import { describe, expect, it } from 'vitest';
import { ManualConnection } from '../test/support/manual-connection.js';
import { call, finish, openClient, openServer, raw, serverSession, turn } from '../test/support/sessions.js';
import { END, frame, MESSAGE, type ParsedFrame, pieces, preface, Type } from '../test/support/wire.js';

const mib = 1024 * 1024;
/** A piece with its header. */
const pieceBytes = 65_552;
/** Frames without payload, and the small call itself. */
const smallFrames = 64;
const bytesOf = (frames: ParsedFrame[]) =>
  frames.reduce((sum, { payload }) => sum + 16 + Math.ceil(payload.length / 8) * 8, 0);

/** Bytes before the first frame of `streamId`. */
function before(frames: ParsedFrame[], streamId: number): number {
  const at = frames.findIndex((one) => one.streamId === streamId);
  expect(at).toBeGreaterThanOrEqual(0);
  return bytesOf(frames.slice(0, at));
}

describe('a small call beside a message of 4 MiB', () => {
  it('goes out before the next piece when the connection takes everything at once', async () => {
    const { connection, session } = await openClient({ server: { credit: 16 * mib } });
    const large = call(session);
    large.stream.send(raw, Buffer.alloc(4 * mib));
    let sent = 0;

    for (let turns = 1; !large.events.includes('drained'); turns++) {
      await turn();
      const share = bytesOf(connection.take());
      expect(share).toBeLessThanOrEqual(4 * pieceBytes + smallFrames);
      sent += share;
      if (sent > 4 * mib) break;

      const small = call(session, { message: 'small' });
      await turn();
      const frames = connection.take();
      expect(before(frames, small.stream.id)).toBe(0);
      sent += bytesOf(frames);
      expect(turns).toBeLessThan(100);
    }

    expect(sent).toBeGreaterThan(4 * mib);
  });

  describe('whose answer is 4 MiB', () => {
    /** A server that answers call 1 with 4 MiB, and the bytes of that answer that go out in a turn. */
    async function largeAnswer() {
      const { connection, calls } = openServer({ client: { credit: 16 * mib } });
      const callAndAnswer = (streamId: number, message: Uint8Array) => {
        connection.deliver(frame({ type: Type.CALL, streamId, flags: MESSAGE | END, payload: 'text' }));
        const single = { encoder: raw, message };
        calls.at(-1)!.stream.finish({ code: 0, text: '', trailers: undefined, single });
      };
      callAndAnswer(1, Buffer.alloc(4 * mib));
      const share = async () => {
        await turn();
        return bytesOf(connection.take().filter(({ streamId }) => streamId === 1));
      };
      return { connection, callAndAnswer, share };
    }

    it('goes in turns of four pieces once no small messages have come in for some turns', async () => {
      const { share } = await largeAnswer();
      const shares: number[] = [];
      for (let turns = 0; turns < 16; turns++) shares.push(await share());

      expect(shares.slice(10)).toEqual(Array(6).fill(4 * pieceBytes));
    });

    it('goes in small pieces while small calls come in, each answered before the next piece', async () => {
      const { connection, callAndAnswer, share } = await largeAnswer();
      for (let turns = 0; turns < 16; turns++) await share();

      for (let id = 2; id < 20; id++) {
        callAndAnswer(id, Buffer.from('small'));
        await turn();
        const frames = connection.take();
        expect(before(frames, id)).toBeLessThanOrEqual(16 * 1024 + 16);
        if (id > 2) expect(bytesOf(frames)).toBeLessThanOrEqual(2 * (16 * 1024 + 16) + smallFrames);
      }
    });

    it('waits in vain for a peer that does not read, then goes on', async () => {
      const { connection, callAndAnswer, share } = await largeAnswer();
      await share();
      connection.unreadBytes = 1;
      let sent = 0;
      for (let id = 2; id < 60; id++) {
        callAndAnswer(id, Buffer.from('small'));
        sent += await share();
      }

      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThanOrEqual(8 * (16 * 1024 + 16));
    });
  });

  it('waits for the rest of one piece at most when the connection was full', async () => {
    const { connection, session } = await openClient({ server: { credit: 16 * mib } });
    const large = call(session);
    connection.room = 40_000;
    large.stream.send(raw, Buffer.alloc(4 * mib));
    await turn();
    connection.takeBytes();

    const small = call(session, { message: 'small' });
    await turn();
    expect(session.outbox.pendingBytes).toBeLessThan(pieceBytes + 100);
    const rest = session.outbox.pendingBytes - 24;
    connection.drain(rest + 24);

    const bytes = connection.takeBytes();
    expect(bytes.length).toBe(rest + 24);
    expect(bytes.readUInt32LE(rest + 4)).toBe(small.stream.id);
    expect(bytes.toString('latin1', rest + 16, rest + 21)).toBe('small');
  });

  it('and answers take turns with the pieces of several large ones', async () => {
    const { connection, session } = await openClient({ server: { credit: 16 * mib } });
    for (let i = 0; i < 3; i++) call(session).stream.send(raw, Buffer.alloc(mib));

    const order: number[] = [];
    for (let turns = 0; turns < 60; turns++) {
      await turn();
      order.push(
        ...connection.take().flatMap(({ type, streamId }) => (type === Type.MESSAGE ? [streamId] : [])),
      );
    }

    expect(order).toEqual(Array.from({ length: 48 }, (_, i) => (i % 3) + 1));
  });
});

describe('a call made while other streams have filled the batch', () => {
  it('waits behind 320 KiB at most, however much they have to send', async () => {
    const { connection, session } = await openClient();
    const streams = Array.from({ length: 100 }, () => call(session).stream);
    await turn();
    connection.room = 0;

    for (const stream of streams) stream.send(raw, Buffer.alloc(60_000));
    await turn();
    for (const stream of streams) stream.send(raw, Buffer.alloc(5000));
    const small = call(session, { message: 'small' });
    expect(session.outbox.pendingBytes).toBeLessThan(320 * 1024);
    connection.take();
    connection.drain();
    for (let turns = 0; turns < 120; turns++) await turn();

    const frames = connection.take();
    expect(before(frames, small.stream.id)).toBeLessThan(320 * 1024);
    expect(frames.filter(({ payload }) => payload.length === 60_000)).toHaveLength(100);
    expect(frames.filter(({ payload }) => payload.length === 5000)).toHaveLength(100);
  });
});

describe('the answer to a small call that came in before large pieces', () => {
  it('is handed over before the session reads on', () => {
    const log: string[] = [];
    class Logged extends ManualConnection {
      override write(bytes: Uint8Array, offset: number, length: number): number {
        log.push('write');
        return super.write(bytes, offset, length);
      }
      override read(into: Uint8Array, offset: number, length: number): number {
        log.push('read');
        return super.read(into, offset, length);
      }
    }
    const connection = new Logged();
    serverSession({
      connection,
      limits: { initialCreditBytes: mib, maxReceiveMessageBytes: mib },
      onCall: (heard, stream) => {
        heard.onMessage = (text) => text === 'small' && finish(stream, 'answer');
      },
    });
    connection.deliver(
      preface(),
      frame({ type: Type.DEFINE, payload: '/t/M' }),
      frame({ type: Type.CALL, streamId: 1 }),
    );
    log.length = 0;

    connection.deliver(
      frame({ type: Type.CALL, streamId: 2, flags: MESSAGE | END, payload: 'small' }),
      pieces(1, Buffer.alloc(400_000), 65_536),
    );

    expect(log.slice(0, 3)).toEqual(['read', 'write', 'read']);
  });
});

describe('a large answer', () => {
  it('is encoded once, sent in pieces with turns between, and the status follows it', async () => {
    const { connection, calls } = openServer({ client: { credit: 16 * mib } });
    connection.deliver(frame({ type: Type.CALL, streamId: 1, flags: MESSAGE | END }));
    let encoded = 0;
    const encoder = {
      encode(message: Uint8Array, writer: Parameters<typeof raw.encode>[1]) {
        encoded++;
        raw.encode(message, writer);
      },
    };

    calls[0]!.stream.finish({
      code: 0,
      text: '',
      trailers: undefined,
      single: { encoder, message: Buffer.alloc(4 * mib) },
    });
    const shares: number[] = [];
    const frames: ParsedFrame[] = [];
    for (let turns = 0; turns < 80; turns++) {
      await turn();
      const share = connection.take();
      shares.push(bytesOf(share));
      frames.push(...share);
    }

    expect(encoded).toBe(1);
    expect(Math.max(...shares)).toBeLessThanOrEqual(4 * pieceBytes + smallFrames);
    expect(frames.every(({ streamId }) => streamId === 1)).toBe(true);
    expect(bytesOf(frames)).toBe(4 * mib + frames.length * 16);
  });
});
