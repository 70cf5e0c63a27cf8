// SPDX-License-Identifier: Apache-2.0
// Rules 1 to 7: bytes, their order, and back-pressure.
import { describe, expect, it } from 'vitest';
import { Peer, pattern, until } from './peer.js';
import type { Stage } from './stage.js';

export function describeBytes(stage: () => Stage): void {
  describe('rule 1: order', () => {
    it('bytes of both directions arrive in order and unmodified, in pieces of every size', async () => {
      const [client, server] = (await stage().pair()).map((end) => new Peer(end)) as [Peer, Peer];
      const lengths = [1, 7, 64, 4095, 4096, 65_537, 1, 300_001, 1_000_003];
      const sent = lengths.map((length, i) => pattern(length, i));

      const expected = Buffer.concat(sent);
      await Promise.all([
        ...[client, server].map((end) => end.send(expected)),
        until(() => client.received >= expected.length && server.received >= expected.length),
      ]);

      expect(Buffer.compare(client.bytes(), expected)).toBe(0);
      expect(Buffer.compare(server.bytes(), expected)).toBe(0);
    });
  });

  describe('rule 2: write()', () => {
    it('copies: the array may be changed at once', async () => {
      const [client, server] = (await stage().pair()).map((end) => new Peer(end)) as [Peer, Peer];
      const bytes = new Uint8Array(1000).fill(7);

      expect(client.connection.write(bytes, 0, 1000)).toBe(1000);
      bytes.fill(9);

      await until(() => server.received === 1000);
      expect(server.bytes().every((byte) => byte === 7)).toBe(true);
    });

    it('takes exactly the range that was named', async () => {
      const [client, server] = (await stage().pair()).map((end) => new Peer(end)) as [Peer, Peer];

      client.connection.write(Uint8Array.of(1, 2, 3, 4, 5), 1, 3);

      await until(() => server.received === 3);
      expect([...server.bytes()]).toEqual([2, 3, 4]);
    });

    it.each([
      [-1, 1],
      [0, 6],
      [6, 0],
      [4, 2],
      [0.5, 1],
      [0, Number.NaN],
      [0, -1],
    ])('refuses offset %d and length %d with a RangeError, as read() does', async (offset, length) => {
      const [client] = await stage().pair();
      client.start(new Peer(undefined));

      expect(() => client.write(new Uint8Array(5), offset, length)).toThrow(RangeError);
      expect(() => client.read(new Uint8Array(5), offset, length)).toThrow(RangeError);
      if (client.fill !== undefined)
        expect(() => client.fill?.(new Uint8Array(5), offset, length)).toThrow(RangeError);
    });

    it('fill(), or read() where there is none, copies what is here or coming, at most what was asked for', async () => {
      const [client, server] = await stage().pair();
      const fill = (into: Uint8Array, offset: number, length: number) =>
        server.fill?.(into, offset, length) ?? server.read(into, offset, length);
      const sent = pattern(100_000, 3);
      const into = new Uint8Array(120_000);
      let filled = 0;
      let calls = 0;
      const reader = new Peer(undefined);
      server.start({
        readable() {
          calls++;
          const count = fill(into, filled, Math.min(60_000, sent.length - filled));
          expect(count).toBeLessThanOrEqual(60_000);
          filled += count;
        },
        writable() {},
        closed: (error) => reader.closed(error),
      });
      client.start(new Peer(undefined));
      expect(fill(into, 0, 0)).toBe(0);
      expect(fill(into, 0, 60_000)).toBe(0);

      for (let at = 0; at < sent.length; at += 10_000) {
        expect(client.write(sent, at, 10_000)).toBe(10_000);
        await new Promise((resolve) => setImmediate(resolve));
      }

      await until(() => filled === sent.length);
      expect(calls).toBeGreaterThan(0);
      expect(Buffer.compare(into.subarray(0, filled), sent)).toBe(0);
      expect(into.subarray(filled).every((byte) => byte === 0)).toBe(true);
    });
  });

  describe('rules 3 and 7: back-pressure', () => {
    it('a writer to a reader that takes nothing is held back, then goes on when it reads', async () => {
      const [client, server] = (await stage().pair()).map((end) => new Peer(end)) as [Peer, Peer];
      server.isStopped = true;
      const piece = pattern(64 * 1024, 1);
      const limit = 64 * 1024 * 1024;
      let written = 0;
      let insideWrite = false;
      const fill = (): void => {
        for (;;) {
          insideWrite = true;
          const taken = client.connection.write(piece, 0, piece.length);
          insideWrite = false;
          written += taken;
          if (taken < piece.length || written > limit) return;
        }
      };
      let wakeUps = 0;
      client.onWritable = () => {
        expect(insideWrite).toBe(false);
        wakeUps++;
        fill();
      };

      fill();
      // Whatever the system itself buffers: it is full when a while passes without room.
      for (let before = -1; before !== wakeUps; ) {
        before = wakeUps;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(written).toBeLessThan(limit);
      const held = written;
      client.onWritable = () => {
        wakeUps++;
      };
      const before = wakeUps;

      server.resume();

      await until(() => server.received === held);
      await until(() => wakeUps > before);
      expect(wakeUps).toBe(before + 1);
    });
  });

  describe('rules 4 and 5: reading', () => {
    it('read() of what is not here takes 0 bytes', async () => {
      const [client] = await stage().pair();
      client.start(new Peer(undefined));

      expect(client.read(new Uint8Array(10), 0, 10)).toBe(0);
    });

    it('bytes left unread are announced again in a later turn', async () => {
      const [client, end] = await stage().pair();
      const server = new Peer(end, 3);
      new Peer(client);

      client.write(pattern(20, 5), 0, 20);

      await until(() => server.received === 20);
      expect(Buffer.compare(server.bytes(), pattern(20, 5))).toBe(0);
      expect(server.announcements).toBeGreaterThanOrEqual(7);
    });

    it('readable() is never called from inside write() or read()', async () => {
      const [client, server] = (await stage().pair()).map((end) => new Peer(end)) as [Peer, Peer];
      server.onData = (bytes) => {
        server.guarded(() => server.connection.write(bytes, 0, bytes.length));
      };

      for (let i = 0; i < 100; i++) client.guarded(() => client.connection.write(pattern(10, i), 0, 10));

      await until(() => client.received === 1000);
      expect(client.nested + server.nested).toBe(0);
    });
  });

  describe('rule 6: before start()', () => {
    it('bytes that came before are kept, and the end after them', async () => {
      const [client, end] = await stage().pair();
      client.start(new Peer(undefined));
      client.write(pattern(5000, 3), 0, 5000);
      client.close();
      await new Promise((resolve) => setTimeout(resolve, 20));

      const server = new Peer(end);

      await until(() => server.closings === 1);
      expect(Buffer.compare(server.bytes(), pattern(5000, 3))).toBe(0);
    });

    it('start() a second time is a TypeError', async () => {
      const [client] = await stage().pair();
      client.start(new Peer(undefined));

      expect(() => client.start(new Peer(undefined))).toThrow(TypeError);
    });
  });
}
