// SPDX-License-Identifier: Apache-2.0
// What comes to the socket that is no Memlane client, and what a client may find that is no Memlane server. With the
// addon and without, the answers are the same.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { resolveSocketPath, type Transport } from '@memlane/transport';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeHello, encodeWelcome } from '../src/handshake.js';
import { shmTransport } from '../src/index.js';
import { loadAddon } from '../src/native.js';
import { plainTransport } from '../src/plain-transport.js';
import { useDirectory } from './support/programs.js';

let directory: ReturnType<typeof useDirectory>;
beforeAll(() => {
  directory = useDirectory();
});
afterAll(() => directory.remove());

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const fresh = (): string => `t-${randomUUID().slice(0, 8)}`;
const descriptors = (): number => readdirSync('/proc/self/fd').length;

async function listen(transport: Transport, target: string): Promise<{ accepted: number }> {
  const seen = { accepted: 0 };
  const listener = await transport.listen(target, {
    handshakeTimeoutMs: 100,
    onConnection(connection) {
      seen.accepted++;
      connection.close();
    },
  });
  cleanups.push(() => listener.close());
  return seen;
}

async function open(target: string): Promise<Socket> {
  const socket = connectSocket(resolveSocketPath('shm', target));
  socket.on('error', () => {});
  await once(socket, 'connect');
  cleanups.push(() => socket.destroy());
  return socket;
}

/** Also after an error, which `once` would throw. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.on('close', () => resolve()));

/** A server that answers a HELLO with `answer`; undefined never answers, null ends. */
async function answerWith(answer: Buffer | undefined | null): Promise<string> {
  const target = fresh();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    cleanups.push(() => socket.destroy());
    if (answer === null) socket.destroy();
    else if (answer !== undefined) socket.write(answer);
  });
  server.listen(resolveSocketPath('shm', target));
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return target;
}

const otherVersion = encodeHello();
otherVersion.writeUInt16LE(7, 8);
otherVersion.writeUInt16LE(9, 10);
const backwards = encodeHello();
backwards.writeUInt16LE(9, 8);
backwards.writeUInt16LE(1, 10);
const memoryNotAsked = encodeWelcome();
memoryNotAsked.writeUInt32LE(1, 12);
const busy = encodeWelcome();
busy.writeUInt16LE(2, 10);
const unknownResult = encodeWelcome();
unknownResult.writeUInt16LE(77, 10);

describe.each([
  ['with the addon', shmTransport],
  ['without the addon', plainTransport('the test goes without it')],
])('shm: %s', (_, transport) => {
  it.each([
    ['text', Buffer.from(`GET / HTTP/1.1\r\n${'x'.repeat(100)}`)],
    ['zeros', Buffer.alloc(64)],
    ['versions that run backwards', backwards],
  ])('a listener ends a client that sends %s, and serves the next', async (_name, bytes) => {
    const target = fresh();
    const seen = await listen(transport, target);
    const before = descriptors();
    const socket = await open(target);

    socket.write(bytes);
    socket.resume();
    await closed(socket);

    expect(seen.accepted).toBe(0);
    socket.destroy();
    (await transport.connect(target)).close();
    await expect.poll(descriptors).toBeLessThanOrEqual(before);
  });

  it('a listener tells a client of another version so', async () => {
    const target = fresh();
    const seen = await listen(transport, target);
    const socket = await open(target);

    socket.write(otherVersion);
    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(answer.readUInt16LE(10)).toBe(1);
    expect(answer).toHaveLength(64);
    await closed(socket);
    expect(seen.accepted).toBe(0);
  });

  it('a listener ends clients that say nothing or half when the time is over', async () => {
    const target = fresh();
    const seen = await listen(transport, target);
    const [silent, half] = [await open(target), await open(target)];
    half.write(encodeHello().subarray(0, 63));

    silent.resume();
    half.resume();
    await Promise.all([closed(silent), closed(half)]);

    expect(seen.accepted).toBe(0);
  });

  it('a listener lives with many clients that come and go at once', async () => {
    const target = fresh();
    const seen = await listen(transport, target);
    const before = descriptors();

    for (let i = 0; i < 200; i++) {
      const socket = await open(target);
      if (i % 2 === 0) socket.write(encodeHello().subarray(0, i % 64));
      socket.destroy();
    }

    const connection = await transport.connect(target);
    connection.close();
    expect(seen.accepted).toBe(1);
    await expect.poll(descriptors).toBeLessThanOrEqual(before);
  });

  it.each([
    ['text', Buffer.from('SSH-2.0-OpenSSH_9.2'.padEnd(64)), 'handshake-failed'],
    ['an end', null, 'handshake-failed'],
    ['an unknown result', unknownResult, 'handshake-failed'],
    ['memory without descriptors', memoryNotAsked, 'handshake-failed'],
    ['that no version fits', encodeWelcome(true), 'version-mismatch'],
    ['that it is busy', busy, 'resource-exhausted'],
  ])('a client that hears %s fails and leaves no descriptor', async (_name, answer, code) => {
    const target = await answerWith(answer);
    const before = descriptors();

    const outcome = transport.connect(target);

    await expect(outcome).rejects.toMatchObject({
      name: 'TransportError',
      code,
      message: expect.stringContaining(`shm:${target}`),
    });
    // The other end of the socket is in this process too.
    await expect.poll(descriptors).toBeLessThanOrEqual(before + 1);
  });

  it('a client that hears nothing fails "timeout" when its time is over', async () => {
    const target = await answerWith(undefined);
    const begun = performance.now();

    await expect(transport.connect(target, { handshakeTimeoutMs: 60 })).rejects.toMatchObject({
      code: 'timeout',
    });

    expect(performance.now() - begun).toBeGreaterThanOrEqual(59);
  });

  it('a client gives up at once when its signal aborts', async () => {
    const target = await answerWith(undefined);
    const controller = new AbortController();
    const reason = new Error('enough');

    const outcome = transport.connect(target, { signal: controller.signal, handshakeTimeoutMs: 5000 });
    setTimeout(() => controller.abort(reason), 20);

    await expect(outcome).rejects.toBe(reason);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])(
    'refuses handshakeTimeoutMs %d',
    async (value) => {
      await expect(transport.connect('any', { handshakeTimeoutMs: value })).rejects.toBeInstanceOf(
        RangeError,
      );
    },
  );

  it.each([0, -5, 1.5, 2 ** 27, Number.NaN])('refuses ringBytes %d', async (value) => {
    await expect(transport.connect('any', { ringBytes: value })).rejects.toBeInstanceOf(RangeError);
    await expect(
      transport.listen('any', { ringBytes: value, onConnection: () => {} }),
    ).rejects.toBeInstanceOf(RangeError);
  });

  it.each([['root'], [5], [['0']], [[-1]], [[1.5]], [[2 ** 32]], [[Number.NaN]]])(
    'refuses allowUids %j with a code',
    async (uids) => {
      const allowUids = uids as number[];
      const refusal = { code: expect.stringMatching(/^ERR_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/) };

      await expect(transport.connect('any', { allowUids })).rejects.toMatchObject(refusal);
      await expect(transport.listen('any', { allowUids, onConnection: () => {} })).rejects.toMatchObject(
        refusal,
      );
    },
  );

  it('refuses a latency that there is not, naming those that there are', async () => {
    const latency = 'fast' as 'low';

    await expect(transport.connect('any', { latency })).rejects.toMatchObject({
      name: 'TypeError',
      message: 'latency must be one of efficient, balanced, low, not "fast"',
    });
    await expect(transport.listen('any', { latency, onConnection: () => {} })).rejects.toBeInstanceOf(
      TypeError,
    );
  });
});

describe('the addon itself', () => {
  it.each([[undefined], ['root'], [['0']], [[-1]], [[0, 1.5]], [[2 ** 32]], [[2 ** 32 - 1]], [[Number.NaN]]])(
    'makes no uid of allowUids %j',
    (uids) => {
      const { addon } = loadAddon();
      const path = resolveSocketPath('shm', fresh());
      const allowUids = uids as number[];
      const nothing = (): void => {};

      expect(() => addon?.listen(path, 65_536, 1000, allowUids, nothing, nothing)).toThrow(TypeError);
      expect(() => addon?.connect(path, 0, 1000, allowUids, true, nothing)).toThrow(TypeError);
      expect(existsSync(path)).toBe(false);
    },
  );
});
