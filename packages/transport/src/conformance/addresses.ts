// SPDX-License-Identifier: Apache-2.0
// Rules 12 to 14: who listens where, and who may.
import { describe, expect, it } from 'vitest';
import { Peer, pattern, until } from './peer.js';
import type { Stage } from './stage.js';

export function describeAddresses(stage: () => Stage): void {
  describe('rules 12, 13 and 14: addresses', () => {
    it('connect() where nobody listens is "not-found", naming the address', async () => {
      await expect(stage().transport.connect(stage().target)).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining(`${stage().transport.scheme}:${stage().target}`),
      });
    });

    it('a second listener is "address-in-use", naming the address, and the first goes on', async () => {
      await stage().listen();

      await expect(
        stage().transport.listen(stage().target, { onConnection: () => {} }),
      ).rejects.toMatchObject({
        code: 'address-in-use',
        message: expect.stringContaining(stage().target),
      });

      // A transport without locks finds out by connecting, so there may be one more.
      const client = await stage().connect();
      client.start(new Peer(undefined));
      let received = 0;
      await until(() => stage().accepted.length > 0);
      for (const end of stage().accepted) new Peer(end).onData = (bytes) => (received += bytes.length);
      client.write(pattern(9, 1), 0, 9);
      await until(() => received === 9);
    });

    it('a closed listener frees the address and leaves its connections alone', async () => {
      const [client, server] = (await stage().pair()).map((end) => new Peer(end)) as [Peer, Peer];
      const listener = stage().listener;

      await listener.close();
      await listener.close();

      expect(await codeOf(stage().transport.connect(stage().target))).toBe('not-found');
      client.connection.write(pattern(100, 2), 0, 100);
      await until(() => server.received === 100);
      await stage().listen();
      await stage().connect();
      await until(() => stage().accepted.length === 2);
    });

    it.each(['a/b', '.hidden', 'x'.repeat(65), '-a', 'a b', 'ü', '../up'])(
      'the name %j is "invalid-address"',
      async (name) => {
        expect(await codeOf(stage().transport.connect(name))).toBe('invalid-address');
        expect(await codeOf(stage().transport.listen(name, { onConnection: () => {} }))).toBe(
          'invalid-address',
        );
      },
    );

    it('a connect() whose signal is aborted rejects with the reason', async () => {
      await stage().listen();
      const reason = new Error('changed my mind');

      await expect(
        stage().transport.connect(stage().target, { signal: AbortSignal.abort(reason) }),
      ).rejects.toBe(reason);
    });

    it('a hundred connections at once each carry their own bytes', async () => {
      stage().own(
        await stage().transport.listen(stage().target, {
          onConnection: (connection) => {
            const echo = new Peer(stage().own(connection));
            echo.onData = (bytes) => connection.write(bytes, 0, bytes.length);
          },
        }),
      );

      const clients = await Promise.all(
        Array.from({ length: 100 }, async () => new Peer(await stage().connect())),
      );
      for (const [i, client] of clients.entries()) client.connection.write(pattern(50, i), 0, 50);

      await until(() => clients.every((client) => client.received === 50));
      for (const [i, client] of clients.entries()) {
        expect(Buffer.compare(client.bytes(), pattern(50, i))).toBe(0);
      }
    });
  });
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: { code: string }) => error.code,
  );
}
