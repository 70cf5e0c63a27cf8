// SPDX-License-Identifier: Apache-2.0
// A server process that exits as soon as close() has resolved: what it had answered still reaches the client.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../src/index.js';
import { Lab } from './gen/lab.js';
import { start, stop } from './support/processes.js';

const media = [
  ['unix:', 'unix', 'socket', ''],
  ['shm:', 'shm', 'shared-memory', ''],
  ['shm: over the socket', 'shm', 'socket', '1'],
] as const;

afterEach(() => vi.unstubAllEnvs());

describe('close() of a server whose process exits behind it', () => {
  describe.each(media)('with %s', (_name, scheme, medium, noNative) => {
    it.each([10, 300_000, 3_000_000])('loses no answer of %d bytes', async (bytes) => {
      if (noNative !== '') vi.stubEnv('MEMLANE_NO_NATIVE', noNative);
      const address = `${scheme}:exit-${randomUUID().slice(0, 13)}`;
      const server = await start('exiting-server.ts', address, String(bytes));
      await using channel = await connect(address);
      expect(channel.stats()?.medium).toBe(medium);
      const lab = channel.client(Lab);
      const calls = [1, 2, 3].map((number) => lab.echo({ number }));
      const settled = Promise.allSettled(calls);

      // The calls before it have come in, too.
      await lab.usage({});
      server.send('stop');

      const bodies = (await settled).map((one) => (one.status === 'fulfilled' ? one.value.body : one.reason));
      expect(bodies.map((body) => body.length ?? body)).toEqual([bytes, bytes, bytes]);
      expect(bodies.every((body, index) => body.every((byte: number) => byte === index + 1))).toBe(true);
      await stop(server);
    });
  });
});
