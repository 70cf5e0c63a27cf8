// SPDX-License-Identifier: Apache-2.0
// The standard services of a server in another process.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Channel, type Client, connect } from '../src/index.js';
import { Health, ServingStatus } from '../src/services.js';
import { Lab } from './gen/lab.js';
import { start, stop } from './support/processes.js';
import { listServices, reflectedService, registryFor } from './support/reflected.js';

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

let child: Child | undefined;
let channel: Channel | undefined;
afterEach(async () => {
  await channel?.close();
  if (child !== undefined) await stop(child);
});

async function open(scheme: string): Promise<Channel> {
  const address = `${scheme}:s-${randomUUID().slice(0, 8)}`;
  child = await start('services-server.ts', address);
  channel = await connect(address);
  return channel;
}

describe.each(['shm', 'unix'])('over %s:', (scheme) => {
  it('a client that knows only what reflection tells calls the server', async () => {
    const opened = await open(scheme);

    expect(await listServices(opened)).toContain('lab.Lab');
    const registry = await registryFor(opened, 'lab.Lab');
    const lab = opened.client(reflectedService(registry, 'lab.Lab')) as unknown as Client<typeof Lab>;

    expect(registry.getMessage('lab.DrainReply')!.fields.map((one) => one.name)).toEqual([
      'bytes',
      'peak_rss',
    ]);
    expect(await lab.echo({ number: 7, body: new Uint8Array([1, 2, 3]) })).toMatchObject({
      $typeName: 'lab.Chunk',
      number: 7,
      body: new Uint8Array([1, 2, 3]),
    });
    const numbers: number[] = [];
    for await (const { number } of lab.pour({ count: 3 })) numbers.push(number);
    expect(numbers).toEqual([0, 1, 2]);
  });

  it('a Watch call follows a service of the other process until its server closes', async () => {
    const opened = await open(scheme);
    const lab = opened.client(Lab);
    const watched = opened.client(Health).watch({ service: Lab.typeName });
    const next = async (): Promise<number | undefined> => (await watched.next()).value?.status;

    expect(await next()).toBe(ServingStatus.SERVICE_UNKNOWN);
    await lab.echo({ number: 1 });
    expect(await next()).toBe(ServingStatus.SERVING);
    await lab.echo({ number: 0 });
    expect(await next()).toBe(ServingStatus.NOT_SERVING);
    await lab.echo({ number: 1 });
    expect(await next()).toBe(ServingStatus.SERVING);

    const exited = once(child!, 'exit');
    child!.kill('SIGTERM');

    expect(await next()).toBe(ServingStatus.NOT_SERVING);
    expect(await watched.next()).toMatchObject({ done: true });
    expect(await exited).toEqual([0, null]);
  });
});
