// SPDX-License-Identifier: Apache-2.0
// Synchronous calls of another process through shared memory: load, order, deadlines and death.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Code, type RpcError } from '../src/index.js';
import { BlockingStage, thrown } from './support/blocking-stage.js';
import { run } from './support/processes.js';

let stage: BlockingStage;
beforeAll(() => {
  stage = new BlockingStage();
});
afterEach(() => stage.close());
afterAll(() => stage.remove());

describe('synchronous calls of another process', () => {
  it('10,000 of them come back in order', async () => {
    const blocking = await stage.open((await stage.serveInProcess()).address);

    for (let number = 0; number < 10_000; number++) {
      expect(
        blocking.sync.echo({ number }, number % 2 === 0 ? undefined : { timeoutMs: 60_000 }).number,
      ).toBe(number);
    }
  });

  it('carry 4 MiB each way through rings of 64 KiB', async () => {
    const blocking = await stage.open((await stage.serveInProcess({ ringBytes: 64 * 1024 })).address);
    const body = new Uint8Array(4 * 1024 * 1024 - 64).map((_, i) => i * 31);

    for (let i = 0; i < 3; i++) expect(Buffer.compare(blocking.sync.echo({ body }).body, body)).toBe(0);

    expect(thrown(() => blocking.sync.echo({ body: new Uint8Array(4 * 1024 * 1024) }))).toMatchObject({
      code: Code.RESOURCE_EXHAUSTED,
    });
    expect(blocking.sync.echo({ number: 5 }).number).toBe(5);
  });

  it('bring metadata and trailers, on success and with every code, as the promise does', async () => {
    const blocking = await stage.open((await stage.serveInProcess()).address);
    const metadata = { key: ['a', 'b'], 'data-bin': Uint8Array.of(0, 255) };
    const told: unknown[] = [];
    const note = (name: string) => (received: Iterable<unknown>) => told.push(name, ...received);
    const options = { metadata, onHeaders: note('headers'), onTrailers: note('trailers') };

    expect(blocking.sync.mirror({ text: 'fine' }, options).text).toBe('fine');
    const synchronous = told.splice(0);
    await blocking.mirror({ text: 'fine' }, options);

    expect(synchronous).toContain('headers');
    expect(synchronous).toEqual(told);
    for (let number = 1; number <= 16; number++) {
      const request = { number, text: `text ${number}` };
      const error = thrown(() => blocking.sync.mirror(request, { metadata }));
      expect(error.code).toBe(number);
      expect(error.metadata.getAll('key')).toEqual(['a', 'b']);
      await expect(blocking.mirror(request, { metadata })).rejects.toEqual(error);
    }
  });

  it('keep the order of 64 calls and a stream that run meanwhile', async () => {
    const blocking = await stage.open((await stage.serveInProcess()).address);
    const told: number[] = [];
    const inside: string[] = [];
    let isBlocked = false;
    const note = (): void => {
      if (isBlocked) inside.push('called back inside a synchronous call');
    };
    const settled = Array.from({ length: 64 }, async (_, number) => {
      const reply = await blocking.echo({ number }, { onHeaders: note, onTrailers: note });
      told.push(reply.number);
    });
    const numbers: number[] = [];
    const poured = (async () => {
      for await (const { number } of blocking.pour({ number: 500, body: new Uint8Array(1000) })) {
        numbers.push(number);
        if (number % 10 !== 0) continue;
        isBlocked = true;
        expect(blocking.sync.echo({ number }).number).toBe(number);
        isBlocked = false;
      }
    })();

    await Promise.all([...settled, poured]);

    expect(told).toEqual(Array.from({ length: 64 }, (_, i) => i));
    expect(numbers).toEqual(Array.from({ length: 500 }, (_, i) => i));
    expect(inside).toEqual([]);
  });

  it('wake the asynchronous side for what arrived meanwhile', async () => {
    const blocking = await stage.open((await stage.serveInProcess()).address);

    // Each answer may come during the synchronous call, right after it, or once this thread sleeps again.
    for (let number = 0; number < 300; number++) {
      const overtaken = blocking.overtaken({ number });
      blocking.sync.echo({ number });
      expect((await overtaken).number).toBe(number);
    }
  });

  it('honour their deadline when the server is stopped, and work when it goes on', async () => {
    const { address, child } = await stage.serveInProcess();
    const blocking = await stage.open(address);
    blocking.sync.echo({});
    child.kill('SIGSTOP');

    for (const body of [new Uint8Array(0), new Uint8Array(3_000_000)]) {
      const before = performance.now();
      expect(thrown(() => blocking.sync.echo({ body }, { timeoutMs: 120 }))).toMatchObject({
        code: Code.DEADLINE_EXCEEDED,
      });
      expect(performance.now() - before).toBeGreaterThanOrEqual(120);
    }
    child.kill('SIGCONT');

    expect(blocking.sync.echo({ number: 7 }).number).toBe(7);
  });

  it('end UNAVAILABLE within 100 ms when the server is killed, and say what to do next', async () => {
    const { address, child } = await stage.serveInProcess();
    const blocking = await stage.open(address);
    const { channel } = blocking;
    const hanging = blocking.hang({}).catch((error: RpcError) => error);
    const stamp = join(stage.directory, 'killed-at');
    // This thread is blocked when it happens.
    const killer = spawn('sh', ['-c', `sleep 0.3; date +%s%N > ${stamp}; kill -9 ${child.pid}`]);

    const error = thrown(() => blocking.sync.hang({}));
    const now = Date.now();
    await once(killer, 'exit');

    expect(error).toMatchObject({ code: Code.UNAVAILABLE, message: expect.stringContaining(address) });
    expect(now - Number(readFileSync(stamp, 'utf8')) / 1e6).toBeLessThan(100);
    expect(thrown(() => blocking.sync.echo({}))).toMatchObject({
      code: Code.UNAVAILABLE,
      message: expect.stringContaining('await channel.connect()'),
    });
    expect(await hanging).toMatchObject({ code: Code.UNAVAILABLE });

    await stage.serveInProcess({ address });
    await channel.connect();
    expect(blocking.sync.echo({ number: 8 }).number).toBe(8);
  });

  it('work in an "exit" handler, and keep no process alive', async () => {
    const { address } = await stage.serveInProcess();

    expect(await run('blocking-at-exit.ts', address)).toBe(42);
  });

  it('use little of the processor while they wait', async () => {
    const blocking = await stage.open((await stage.serveInProcess()).address);
    const before = process.cpuUsage();

    expect(thrown(() => blocking.sync.hang({}, { timeoutMs: 1000 }))).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
    });

    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(300_000);
  });
});
