// SPDX-License-Identifier: Apache-2.0
// Rule 15: blocking a thread until something happens, for the transports that can.
import { describe, expect, it } from 'vitest';
import type { WaitOutcome } from '../contract.js';
import { Peer, pattern, until } from './peer.js';
import type { Stage } from './stage.js';

export function describeWait(stage: () => Stage): void {
  /** A connection that can wait, and its other end, which this thread moves between the waits. */
  async function pair(): Promise<
    [wait: (timeoutMs: number) => WaitOutcome, client: Peer, server: Peer] | undefined
  > {
    const [first, second] = await stage().pair();
    const { wait } = first;
    if (wait === undefined) return undefined;
    const [client, server] = [new Peer(first), new Peer(second)];
    await new Promise((resolve) => setImmediate(resolve));
    return [(timeoutMs) => wait.call(first, timeoutMs), client, server];
  }

  describe('rule 15: wait()', () => {
    it('times out, and not before its time', async () => {
      const opened = await pair();
      if (opened === undefined) return;
      const [wait] = opened;

      const before = performance.now();
      // The other end has nothing to say; what the connection did at its start may still be looked at.
      let outcome: WaitOutcome;
      do outcome = wait(50);
      while (outcome === 'happened');

      expect(outcome).toBe('timeout');
      expect(performance.now() - before).toBeGreaterThanOrEqual(50);
    });

    it('sees bytes, calls no handler, and they are announced all the same', async () => {
      const opened = await pair();
      if (opened === undefined) return;
      const [wait, client, server] = opened;

      client.guarded(() => {
        server.connection.write(pattern(100, 1), 0, 100);
        expect(wait(10_000)).toBe('happened');
        expect(client.received).toBe(0);
      });

      await until(() => client.received === 100);
      expect(client.nested).toBe(0);
    });

    it('sees room, and writable() comes all the same', async () => {
      const opened = await pair();
      if (opened === undefined) return;
      const [wait, client, server] = opened;
      const piece = pattern(64 * 1024, 1);
      server.isStopped = true;
      while (client.connection.write(piece, 0, piece.length) === piece.length);
      let told = 0;
      client.onWritable = () => told++;

      server.resume();
      const into = Buffer.alloc(1024 * 1024);
      while (server.connection.read(into, 0, into.length) > 0);
      expect(wait(10_000)).toBe('happened');
      expect(client.connection.write(piece, 0, 1000)).toBe(1000);

      await until(() => told > 0);
    });

    it('ends when the other end has closed and everything was read, and closed() follows', async () => {
      const opened = await pair();
      if (opened === undefined) return;
      const [wait, client, server] = opened;
      server.connection.write(pattern(100, 1), 0, 100);
      server.connection.close();
      await until(() => server.closings === 1);
      const into = Buffer.alloc(1000);
      let read = 0;

      // The loop of this thread, which both ends need, may have got there before.
      while (client.closings === 0 && wait(10_000) === 'happened') {
        read += client.connection.read(into, 0, into.length);
      }
      await until(() => client.closings === 1);

      expect(client.received + read).toBe(100);
    });

    it('throws "closed" after close()', async () => {
      const opened = await pair();
      if (opened === undefined) return;
      const [wait, client] = opened;

      client.connection.close();

      expect(() => wait(0)).toThrow(expect.objectContaining({ code: 'closed' }));
    });
  });
}
