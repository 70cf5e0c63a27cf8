// SPDX-License-Identifier: Apache-2.0
// Rules 8 to 11: how a connection ends, and what keeps the process alive.
import { describe, expect, it } from 'vitest';
import { Peer, pattern, until } from './peer.js';
import type { Stage } from './stage.js';

export function describeEnd(stage: () => Stage): void {
  describe('rules 8, 9 and 10: the end', () => {
    it('what was written before close() reaches the peer, then closed() once without an error', async () => {
      const [client, server] = (await stage().pair()).map((end) => new Peer(end)) as [Peer, Peer];
      const bytes = pattern(40_000, 8);

      expect(client.connection.write(bytes, 0, bytes.length)).toBe(bytes.length);
      client.connection.close();
      client.connection.close();

      await until(() => server.closings === 1 && client.closings === 1);
      expect(Buffer.compare(server.bytes(), bytes)).toBe(0);
      expect([client.error, server.error]).toEqual([undefined, undefined]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect([client.closings, server.closings, client.late + server.late]).toEqual([1, 1, 0]);
    });

    it('closed() follows close() though the peer never reads', async () => {
      const [client, end] = await stage().pair();
      const server = new Peer(end);
      server.isStopped = true;
      const peer = new Peer(client);
      const bytes = pattern(64 * 1024, 3);
      while (client.write(bytes, 0, bytes.length) > 0);

      client.close();
      await until(() => peer.closings === 1);

      expect([peer.error, peer.late]).toEqual([undefined, 0]);
    });

    it('after close() write(), read() and start() throw "closed", and stats() still answers', async () => {
      const [client] = await stage().pair();
      client.start(new Peer(undefined));
      client.write(new Uint8Array(4), 0, 4);

      client.close();

      const closed = expect.objectContaining({ code: 'closed' });
      expect(() => client.write(new Uint8Array(1), 0, 1)).toThrow(closed);
      expect(() => client.read(new Uint8Array(1), 0, 1)).toThrow(closed);
      expect(client.stats().bytesWritten).toBe(4);
    });

    it('close() before start() is fine, and start() after it throws "closed"', async () => {
      const [client, end] = await stage().pair();
      const server = new Peer(end);

      client.close();

      expect(() => client.start(new Peer(undefined))).toThrow(expect.objectContaining({ code: 'closed' }));
      await until(() => server.closings === 1);
    });

    it('nothing is announced after close(), though bytes wait', async () => {
      const [client, end] = await stage().pair();
      const server = new Peer(end);
      client.start(new Peer(undefined));
      server.onData = () => end.close();

      client.write(pattern(10, 1), 0, 10);
      await until(() => server.closings === 1);
      const { announcements } = server;
      await new Promise((resolve) => setTimeout(resolve, 20));

      expect(server.announcements).toBe(announcements);
    });
  });

  describe('rule 11: ref() and unref()', () => {
    it('are idempotent and harmless in every state', async () => {
      const [client, server] = await stage().pair();
      const listener = stage().listener;
      for (const one of [client, server, listener]) {
        one.unref();
        one.unref();
        one.ref();
        one.ref();
      }
      client.close();
      await listener.close();
      client.ref();
      listener.unref();

      expect(client.stats().bytesRead).toBe(0);
    });
  });
}
