// SPDX-License-Identifier: Apache-2.0
// The whole stack between two processes, over every transport that crosses them: death, memory, restarts.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Channel, Code, connect, createServer, type RpcError } from '../src/index.js';
import { Lab } from './gen/lab.js';
import { start, stop } from './support/processes.js';
import { usage } from './support/usage.js';

type Child = Awaited<ReturnType<typeof start>>;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  process.env.MEMLANE_DIR = directory;
});
afterAll(() => {
  delete process.env.MEMLANE_DIR;
  rmSync(directory, { recursive: true, force: true });
});

const children: Child[] = [];
const channels: Channel[] = [];
afterEach(async () => {
  for (const channel of channels.splice(0)) await channel.close();
  for (const child of children.splice(0)) await stop(child);
});

async function startServer(address: string, ...args: string[]): Promise<Child> {
  const child = await start('lab-server.ts', address, ...args);
  children.push(child);
  return child;
}

async function open(address: string): Promise<Channel> {
  const channel = await connect(address);
  channels.push(channel);
  return channel;
}

const mediums = { shm: 'shared-memory', unix: 'socket' } as const;

describe.each(['shm', 'unix'] as const)('over %s:', (scheme) => {
  const fresh = (): string => `${scheme}:t-${randomUUID().slice(0, 8)}`;

  it('a call reaches the other process and tells who it is', async () => {
    const address = fresh();
    const server = await startServer(address);
    const channel = await open(address);

    const body = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
    expect(await channel.client(Lab).echo({ number: 7, body })).toMatchObject({ number: 7, body });

    expect(channel.stats()?.medium).toBe(mediums[scheme]);
    if (scheme === 'shm') expect(channel.peer?.pid).toBe(server.pid);
  });

  it('64 calls in flight of all sizes come back unharmed', async () => {
    const address = fresh();
    await startServer(address);
    const lab = (await open(address)).client(Lab);
    let number = 0;

    await Promise.all(
      Array.from({ length: 64 }, async () => {
        for (let i = 0; i < 30; i++) {
          const mine = number++;
          const body = new Uint8Array((mine * 7919) % 300_000).fill(mine & 255);
          const reply = await lab.echo({ number: mine, body });
          expect(reply.number).toBe(mine);
          expect(Buffer.compare(reply.body, body)).toBe(0);
        }
      }),
    );
  });

  it('a killed server ends every running call UNAVAILABLE within 100 ms and leaves nothing behind', async () => {
    const address = fresh();
    const before = usage();
    const server = await startServer(address);
    const disconnected = once(server, 'disconnect');
    const channel = await open(address);
    const lab = channel.client(Lab);
    const hanging = Array.from({ length: 20 }, () => lab.hang({}).catch((error: RpcError) => error));
    const stream = lab.pour({ count: 1_000_000, bytes: 1000 });
    await stream.next();

    const ended = Promise.all(hanging);
    const killedAt = performance.now();
    server.kill('SIGKILL');
    const errors = await ended;
    const took = performance.now() - killedAt;

    for (const error of errors) expect(error).toMatchObject({ code: Code.UNAVAILABLE });
    // The issue's own figure is a promise of the product, not a benchmark.
    expect(took).toBeLessThan(100);
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toMatchObject({ code: Code.UNAVAILABLE });
    // The test's own pipe to the server.
    await disconnected;
    const after = usage();
    expect(after.mappings).toBe(before.mappings);
    expect(after.descriptors).toBe(before.descriptors);
    await channel.close();
  });

  it('a killed client leaves nothing in the server', async () => {
    const address = fresh();
    await startServer(address);
    const channel = await open(address);
    const lab = channel.client(Lab);
    const before = await lab.usage({});

    const client = await start('lab-client.ts', address);
    expect((await lab.usage({})).runningCalls).toBeGreaterThan(10);
    await stop(client);

    let now = await lab.usage({});
    for (let i = 0; i < 100 && now.runningCalls > before.runningCalls; i++) now = await lab.usage({});
    expect(now.runningCalls).toBe(before.runningCalls);
    expect(now.mappings).toBe(before.mappings);
    expect(now.descriptors).toBe(before.descriptors);
  });

  it('a server that was killed can be started again at once, and the same channel reaches it', async () => {
    const address = fresh();
    const first = await startServer(address);
    const lab = (await open(address)).client(Lab);
    await lab.echo({ number: 1 });
    await stop(first);

    await startServer(address);

    expect(await lab.echo({ number: 2 }, { waitForReady: true })).toMatchObject({ number: 2 });
  });

  it('a second live server on one name is refused, naming it, and the first goes on', async () => {
    const address = fresh();
    await startServer(address);
    const second = createServer();

    await expect(second.listen(address)).rejects.toMatchObject({
      code: 'address-in-use',
      message: expect.stringContaining(address.slice(address.indexOf(':') + 1)),
    });

    expect(await (await open(address)).client(Lab).echo({ number: 3 })).toMatchObject({ number: 3 });
  });

  it('connect() without a server is UNAVAILABLE at once, naming the address', async () => {
    const address = fresh();

    await expect(connect(address)).rejects.toMatchObject({
      code: Code.UNAVAILABLE,
      message: expect.stringContaining(address),
    });
  });

  it('a server that closes removes its files', async () => {
    const address = fresh();
    const server = createServer();
    await server.listen(address);

    await server.close();

    expect(
      existsSync(directory)
        ? readdirSync(directory).filter((file) => file.includes(address.slice(address.indexOf(':') + 1)))
        : [],
    ).toEqual([]);
  });

  it('1 GiB streamed to a slow reader through a ring of 64 KiB keeps both processes flat', async () => {
    const address = fresh();
    await startServer(address, String(64 * 1024));
    const lab = (await open(address)).client(Lab);
    const total = 1024 ** 3;
    const body = new Uint8Array(64 * 1024);
    let peak = 0;
    async function* chunks(bytes: number) {
      for (let number = 0; number * body.length < bytes; number++) {
        if (number % 64 === 0) peak = Math.max(peak, process.memoryUsage.rss());
        yield { number, body };
      }
    }
    // Long enough for the heap to have the size that it works at, which newer releases of Node.js choose larger.
    await lab.drain(chunks(64 * 1024 ** 2));
    const { rss: before } = await lab.usage({});
    const rssBefore = process.memoryUsage.rss();

    const { bytes, peakRss } = await lab.drain(chunks(total));

    expect(bytes).toBe(BigInt(total));
    // Garbage that waits for its collection is allowed for; a leak would be the whole total.
    const allowance = 64 * 1024 ** 2;
    expect(Number(peakRss - before)).toBeLessThan(allowance);
    expect(peak - rssBefore).toBeLessThan(allowance);
  });
});
