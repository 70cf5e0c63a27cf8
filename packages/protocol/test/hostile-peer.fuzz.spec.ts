// SPDX-License-Identifier: Apache-2.0
// Sessions of both roles against a peer that sends anything, in any chunks, and reads when it likes: nothing is thrown
// but a ProtocolError that ends the connection, memory stays bounded, and every stream settles once.
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../src/index.js';
import { checkOutput } from './support/output-check.js';
import { fuzz, fuzzTimeout, type Random } from './support/random.js';
import { call, finish, type Heard, openClient, raw, serverSession, turn } from './support/sessions.js';
import { END, frame, MESSAGE, METADATA, MORE, metadata, preface, Type } from './support/wire.js';

/** A blocked batch, the frame that passed it, and a few small ones (unfair-peers.spec.ts has the exact figures). */
const mostPending = 512 * 1024;

function limitsOf(random: Random) {
  return {
    maxStreams: 1 + random.below(8),
    initialCreditBytes: 1024 + random.below(3000),
    maxReceiveMessageBytes: random.below(5000),
    maxMetadataBytes: random.below(100),
  };
}

/** A frame that a peer might send, near to the rules more often than not. */
function anyFrame(random: Random, role: 'client' | 'server', lastId: number): Buffer {
  const streamId = random.chance(90) ? 1 + random.below(lastId + 2) : random.below(2 ** 32);
  const types = role === 'client' ? [2, 2, 3, 3, 3, 5, 6, 7, 8, 9] : [2, 3, 3, 3, 4, 6, 7, 8, 9];
  const type = random.chance(97) ? random.pick(types) : random.below(256);
  const flags = random.pick([
    0,
    END,
    MESSAGE,
    MESSAGE,
    MESSAGE,
    MESSAGE | END,
    MESSAGE | MORE,
    METADATA,
    METADATA | MESSAGE,
    random.below(256),
  ]);
  const text = random.bytes(random.pick([0, 1, 7, 100, 1000, random.below(5000)]));
  const payload =
    (flags & METADATA) !== 0 && random.chance(90) ? Buffer.concat([metadata([['k', 'v']]), text]) : text;
  const code = type === Type.CALL ? 0 : random.pick([0, 0, 1, 4, random.below(65_536)]);
  const extra = random.pick([
    0,
    0,
    payload.length * 2,
    100,
    5000,
    random.chance(5) ? random.below(2 ** 32) : 9,
  ]);
  return frame({ type, streamId, flags, code, extra, payload });
}

function stream(random: Random, role: 'client' | 'server'): Buffer {
  const parts: Buffer[] = [];
  let lastId = 0;
  for (let i = random.below(60); i > 0; i--) {
    const opens = role === 'client' && random.chance(30);
    if (opens) {
      lastId++;
      const flags = random.pick([0, MESSAGE, MESSAGE | END, END, METADATA | MESSAGE]);
      const head =
        (flags & METADATA) === 0 ? Buffer.alloc(0) : metadata([['k', 'v'.repeat(random.below(60))]]);
      parts.push(
        frame({
          type: Type.CALL,
          streamId: lastId,
          flags,
          payload: Buffer.concat([head, random.bytes(random.below(50))]),
        }),
      );
    } else parts.push(anyFrame(random, role, Math.max(lastId, 4)));
  }
  const bytes = Buffer.concat(parts);
  if (random.chance(30) && bytes.length > 0) {
    for (let i = 1 + random.below(3); i > 0; i--) bytes[random.below(bytes.length)] = random.below(256);
  }
  return bytes;
}

/** Does at random what the layer above may do with a stream of a server. */
function answer(random: Random, heard: Heard): void {
  const one = heard.stream as never as Parameters<typeof finish>[0];
  if (random.chance(20)) heard.releaseAll();
  if (random.chance(30)) one.send(raw, Buffer.alloc(random.pick([0, 10, 3000, 70_000])));
  if (random.chance(30)) {
    finish(one, random.chance(50) ? Buffer.alloc(random.pick([0, 10, 60_000, 70_000])) : undefined);
    left.add(heard);
  } else if (random.chance(10)) {
    one.abort(13, 'given up');
    left.add(heard);
  }
}

/** Streams that the layer above has ended itself: nothing more need come. */
let left = new Set<Heard>();

function checkSettled(all: readonly Heard[]): void {
  for (const heard of all) {
    if (left.has(heard)) expect(heard.endings).toBeLessThanOrEqual(1);
    else expect(heard.endings).toBe(1);
  }
}

function checkEnd(ended: readonly { error: Error | undefined }[]): void {
  expect(ended).toHaveLength(1);
  const { error } = ended[0]!;
  if (error !== undefined) expect(error).toBeInstanceOf(ProtocolError);
}

/** Delivers `bytes` in chunks; between them, `act` and the room that the peer makes. */
async function play(
  random: Random,
  bytes: Buffer,
  under: {
    connection: import('./support/manual-connection.js').ManualConnection;
    session: { state: string; outbox: { pendingBytes: number } };
  },
  act: () => void,
): Promise<void> {
  const { connection, session } = under;
  const reads = random.pick([0, 20, 100]);
  for (let at = 0; at < bytes.length && session.state !== 'closed'; ) {
    const size = 1 + random.below(random.pick([3, 200, 5000, 200_000]));
    connection.deliver(bytes.subarray(at, at + size));
    at += size;
    if (random.chance(30)) await turn();
    if (session.state !== 'closed') act();
    if (random.chance(reads)) connection.drain(random.pick([0, 1, 100, 50_000, Number.POSITIVE_INFINITY]));
    else if (reads < 100) connection.room = Math.min(connection.room, random.below(100_000));
    expect(session.outbox.pendingBytes).toBeLessThan(mostPending);
  }
  await turn();
}

describe('a server session', () => {
  it('survives any client', { timeout: fuzzTimeout }, async () => {
    await fuzz(1500, async (random) => {
      left = new Set();
      const limits = limitsOf(random);
      const under = serverSession({
        limits,
        onCall: (heard, one) => {
          heard.taking = random.chance(50);
          if (random.chance(30)) one.sendHeaders([['h', 'x'.repeat(random.below(50))]]);
          heard.onMessage = () => {
            if (!left.has(heard)) answer(random, heard);
          };
          if (random.chance(30)) answer(random, heard);
        },
      });
      const { connection, session, calls } = under;
      connection.deliver(
        preface({ credit: 1024 + random.below(200_000) }),
        frame({ type: Type.DEFINE, payload: '/t/M' }),
      );

      await play(random, stream(random, 'client'), under, () => {
        if (random.chance(2)) session.drain();
        for (const { heard } of calls) if (!left.has(heard) && random.chance(10)) answer(random, heard);
        expect(session.running).toBeLessThanOrEqual(limits.maxStreams);
        for (const { heard } of calls) {
          const held = heard.unreleased.reduce((sum, credit) => sum + credit, 0);
          expect(held).toBeLessThanOrEqual(limits.initialCreditBytes + limits.maxReceiveMessageBytes);
        }
      });
      if (random.chance(50)) session.close();
      else connection.lose();
      await turn();

      checkEnd(under.ended);
      expect(session.running).toBe(0);
      checkSettled(calls.map(({ heard }) => heard));
      checkOutput(connection.takeBytes(), 'server');
    });
  });
});

describe('a client session', () => {
  it('survives any server', { timeout: fuzzTimeout }, async () => {
    await fuzz(1500, async (random) => {
      left = new Set();
      const under = await openClient({
        limits: limitsOf(random),
        server: { credit: 1024 + random.below(200_000), streams: 1 + random.below(6) },
      });
      const { connection, session } = under;
      const calls: Heard[] = [];
      const open = () => {
        const message = random.chance(50) ? Buffer.alloc(random.pick([0, 10, 3000, 70_000])) : undefined;
        const heard = call(session, message === undefined ? {} : { message });
        heard.taking = random.chance(50);
        calls.push(heard);
      };
      for (let i = 0; i < 6; i++) open();

      await play(random, stream(random, 'server'), under, () => {
        if (session.state === 'open' && calls.length < 40 && random.chance(20)) open();
        if (random.chance(1)) session.closeWhenIdle();
        for (const heard of calls) {
          const one = heard.stream as ReturnType<typeof call>['stream'];
          if (heard.ended || left.has(heard)) continue;
          if (random.chance(5)) heard.releaseAll();
          if (random.chance(3)) {
            one.cancel();
            left.add(heard);
          } else if (random.chance(2)) one.halfClose();
        }
      });
      if (random.chance(50)) session.close();
      else connection.lose();
      await turn();

      checkEnd(under.ended);
      expect([session.running, session.waiting]).toEqual([0, 0]);
      checkSettled(calls);
      checkOutput(connection.takeBytes(), 'client');
    });
  });

  it('and a server session end with a ProtocolError on bytes without any sense', {
    timeout: fuzzTimeout,
  }, async () => {
    await fuzz(3000, async (random) => {
      const under = random.chance(50) ? serverSession() : await openClient();
      const isOpen = random.chance(50);
      if (isOpen && under.session.state === 'opening') under.connection.deliver(preface());

      under.connection.deliver(random.bytes(1 + random.below(300)));
      under.connection.lose();

      checkEnd(under.ended);
    });
  });
});
