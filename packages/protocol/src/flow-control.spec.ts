// SPDX-License-Identifier: Apache-2.0
// Pieces and credit: what a sender may send, what a receiver gives back, and that streams do not hold each other up.
import { describe, expect, it } from 'vitest';
import { call, openClient, openServer, raw, turn } from '../test/support/sessions.js';
import {
  END,
  frame,
  MESSAGE,
  MORE,
  type ParsedFrame,
  parseFrames,
  pieces,
  Type,
} from '../test/support/wire.js';

const open = (streamId: number) => frame({ type: Type.CALL, streamId });
const message = (streamId: number, payload: Uint8Array | string) =>
  frame({ type: Type.MESSAGE, streamId, flags: MESSAGE, payload });
const credit = (streamId: number, extra: number) => frame({ type: Type.CREDIT, streamId, extra });
const creditOf = (frames: ParsedFrame[]) =>
  frames.reduce((sum, { type, extra }) => (type === Type.CREDIT ? sum + extra : sum), 0);
const costOf = (frames: ParsedFrame[]) =>
  frames.reduce((sum, { type, payload }) => (type === Type.MESSAGE ? sum + payload.length + 16 : sum), 0);

describe('a sender', () => {
  it('never sends more than its credit, and goes on when it gets more', async () => {
    const { connection, session } = await openClient({ server: { credit: 1024 } });
    const { stream, events } = call(session);
    const sent: ParsedFrame[] = [];
    let granted = 1024;

    for (let i = 0; i < 100; i++) stream.send(raw, Buffer.alloc(i * 10, i));
    for (let turns = 0; turns < 10_000 && !events.includes('drained'); turns++) {
      await turn();
      const frames = connection.take();
      sent.push(...frames);
      expect(costOf(sent)).toBeLessThanOrEqual(granted);
      granted += 512;
      connection.deliver(credit(1, 512));
    }

    expect(events).toEqual(['drained']);
    const whole = sent.filter(({ type }) => type === Type.MESSAGE);
    expect(whole.every(({ flags, payload }) => (flags & MORE) === 0 || payload.length > 0)).toBe(true);
    expect(Buffer.concat(whole.map(({ payload }) => payload))).toEqual(
      Buffer.concat(Array.from({ length: 100 }, (_, i) => Buffer.alloc(i * 10, i))),
    );
  });

  it('says false once it must wait, and drained() once, when all of it is out', async () => {
    const { connection, session } = await openClient({ server: { credit: 1024 } });
    const { stream, events } = call(session);

    expect(stream.send(raw, Buffer.alloc(1000))).toBe(true);
    expect(stream.send(raw, '')).toBe(false);
    expect(stream.send(raw, 'b')).toBe(false);
    await turn();
    expect(events).toEqual([]);
    connection.deliver(credit(1, 1024));
    await turn();

    expect(events).toEqual(['drained']);
    expect(connection.take().map(({ payload }) => payload.length)).toEqual([4, 0, 1000, 0, 1]);
  });

  it('is not held up by another stream that has no credit', async () => {
    const { connection, session } = await openClient();
    const stalled = call(session);
    stalled.stream.send(raw, Buffer.alloc(1_000_000));
    await turn();
    connection.take();

    const other = call(session);
    other.stream.send(raw, 'passes');
    stalled.stream.cancel();
    await turn();

    expect(connection.take().map(({ type, streamId }) => [type, streamId])).toEqual([
      [Type.CALL, 2],
      [Type.MESSAGE, 2],
      [Type.CANCEL, 1],
    ]);
  });

  it('ends the connection when its credit would pass 2^31 - 1', async () => {
    const { connection, session, ended } = await openClient({ server: { credit: 1024 } });
    call(session);

    connection.deliver(credit(1, 2 ** 31 - 1 - 1024), credit(1, 0));
    expect(session.state).toBe('open');
    connection.deliver(credit(1, 1));

    expect(ended).toMatchObject([{ error: { code: 'credit-exceeded' } }]);
  });
});

describe('a receiver', () => {
  it('takes messages up to its credit and ends the connection at the first byte more', () => {
    for (const bytes of [1024 - 32, 1024 - 31]) {
      const { connection, session, calls, ended } = openServer({
        limits: { initialCreditBytes: 1024 },
        onCall: (heard) => {
          heard.taking = false;
        },
      });
      connection.deliver(open(1), message(1, ''), message(1, Buffer.alloc(bytes)));
      expect(calls[0]!.heard.messages).toHaveLength(bytes === 1024 - 32 ? 2 : 1);
      expect(session.state).toBe(bytes === 1024 - 32 ? 'open' : 'closed');
      if (bytes !== 1024 - 32) {
        expect(ended).toMatchObject([
          { error: { code: 'credit-exceeded', message: 'stream 1 got 1 bytes more than its credit' } },
        ]);
      }
    }
  });

  it('gives credit back as messages are taken, half of the window at a time, all of it in the end', async () => {
    const { connection, calls } = openServer({
      limits: { initialCreditBytes: 1024 },
      onCall: (heard) => {
        heard.taking = false;
      },
    });
    connection.deliver(open(1));
    const { heard } = calls[0]!;
    let granted = 0;
    let cost = 0;

    for (let i = 0; i < 200; i++) {
      connection.deliver(message(1, Buffer.alloc(i)));
      cost += i + 16;
      await turn();
      expect(connection.take()).toEqual([]);
      heard.releaseAll();
      await turn();
      const frames = connection.take();
      expect(frames.every(({ type, extra }) => type === Type.CREDIT && extra >= 512)).toBe(true);
      granted += creditOf(frames);
      expect(cost - granted).toBeLessThan(512);
    }
  });

  it('grants the total of a message in pieces ahead, and never twice', async () => {
    const { connection, calls } = openServer({ limits: { initialCreditBytes: 1024 } });
    connection.deliver(open(1));
    const body = Buffer.alloc(100_000, 'memlane');
    let granted = 0;
    let cost = 0;

    for (let round = 0; round < 20; round++) {
      for (const one of parseFrames(pieces(1, body, 400)).frames) {
        connection.deliver(frame(one));
        cost += one.payload.length + 16;
        await turn();
        granted += creditOf(connection.take());
      }
    }

    expect(calls[0]!.heard.messages.every((got) => got.equals(body))).toBe(true);
    expect(calls[0]!.heard.messages).toHaveLength(20);
    expect(cost - granted).toBeGreaterThanOrEqual(0);
    expect(cost - granted).toBeLessThan(512);
  });

  it('keeps a message in pieces waiting, within the credit, until those before it are taken', async () => {
    const { connection, calls } = openServer({
      limits: { initialCreditBytes: 1024 },
      onCall: (heard) => {
        heard.taking = false;
      },
    });
    const body = Buffer.alloc(5000, 'x');
    const frames = parseFrames(pieces(1, body, 400)).frames;
    connection.deliver(open(1), message(1, 'first'), frame(frames[0]!), frame(frames[1]!));
    await turn();
    expect(connection.take()).toEqual([]);

    calls[0]!.heard.releaseAll();
    await turn();
    const frame1 = connection.take();
    expect(creditOf(frame1)).toBeGreaterThanOrEqual(5000);
    for (const one of frames.slice(2)) connection.deliver(frame(one));

    expect(calls[0]!.heard.messages[1]).toEqual(body);
  });

  const broken: [string, Buffer[]][] = [
    [
      'announce no more than the first piece',
      [frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE | MORE, extra: 3, payload: 'abc' })],
    ],
    ['pass their total', [...twoPieces(5, 'abc', 'def', MESSAGE | MORE)]],
    ['reach their total without an end', [...twoPieces(6, 'abc', 'def', MESSAGE | MORE)]],
    ['end before their total', [...twoPieces(7, 'abc', 'def', MESSAGE)]],
    ['have an empty one between', [...twoPieces(7, 'abc', '', MESSAGE | MORE)]],
  ];
  it.each(broken)('ends the connection "bad-frame" when pieces %s', (_what, frames) => {
    const { connection, ended } = openServer();

    connection.deliver(open(1), ...frames);

    expect(ended).toMatchObject([{ error: { code: 'bad-frame' } }]);
  });

  it('ends the connection "bad-state" when the half-close or a status comes between pieces', async () => {
    const server = openServer();
    const client = await openClient();
    call(client.session, { message: 'q' });
    const first = frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE | MORE, extra: 9, payload: 'abc' });

    server.connection.deliver(open(1), first, frame({ type: Type.MESSAGE, streamId: 1, flags: END }));
    client.connection.deliver(first, frame({ type: Type.STATUS, streamId: 1, flags: END }));

    expect(server.ended).toMatchObject([{ error: { code: 'bad-state' } }]);
    expect(client.ended).toMatchObject([{ error: { code: 'bad-state' } }]);
  });
});

function twoPieces(total: number, first: string, second: string, flags: number): Buffer[] {
  return [
    frame({ type: Type.MESSAGE, streamId: 1, flags: MESSAGE | MORE, extra: total, payload: first }),
    frame({ type: Type.MESSAGE, streamId: 1, flags, payload: second }),
  ];
}
