// SPDX-License-Identifier: Apache-2.0
// Threads, exits and deaths: what keeps a process alive, what it costs while nothing happens, and what stays behind.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryMappedFileCommunicator } from '../src/index.js';
import { fresh, Program, useDirectory } from './support/programs.js';

let directory: ReturnType<typeof useDirectory>;
beforeAll(() => {
  directory = useDirectory();
});
afterAll(() => directory.remove());

/** Of this process. */
const kept = (): number[] => [
  readdirSync('/proc/self/fd').length,
  readFileSync('/proc/self/maps', 'utf8').split('communicator-').length - 1,
  readdirSync('/proc/self/task').length,
];

describe('a process', () => {
  it.each([
    ['idle', 'an idle communicator'],
    ['unref', 'a reader that is unreferenced'],
    ['stopped', 'a reader that has stopped'],
    ['disposed', 'a reader that is disposed'],
    ['tried', 'a full region, without a write that waits'],
  ])('is not kept alive by %s: %s', async (how) => {
    const program = new Program('staying.ts', { name: fresh(), how });
    expect(await program.exited).toBe(0);
    expect(directory.files()).toEqual([]);
  });

  it.each([
    ['reading', 'a reader'],
    ['again', 'a reader that is referenced again'],
    ['waiting', 'a write that waits'],
  ])('is kept alive by %s: %s', async (how) => {
    const name = fresh();
    const program = new Program('staying.ts', { name, how });
    expect(await program.next()).toEqual({ ready: true });
    // Long after it would have ended.
    await delay(500);
    process.kill(program.pid, 0);

    program.send('end');
    expect(await program.exited).toBe(0);
    expect(directory.files()).toEqual([]);
  });

  it('loses no descriptor to communicators that nobody holds and nobody disposed of', async () => {
    const program = new Program('staying.ts', { name: fresh(), how: 'collected' });
    const { opened, left } = await program.next<{ opened: number; left: number }>();
    expect(opened).toBeGreaterThan(100);
    expect(left).toBeLessThan(50);
    expect(await program.exited).toBe(0);
    expect(directory.files()).toEqual([]);
  });

  it('may end in a handler, and the file goes', async () => {
    const program = new Program('staying.ts', { name: fresh(), how: 'exits' });
    expect(await program.exited).toBe(7);
    expect(directory.files()).toEqual([]);
  });

  it('needs no processor while it reads and nothing comes, nor after a write that waited', async () => {
    const name = fresh();
    const writer = new MemoryMappedFileCommunicator(name, 4096);
    writer.readPosition = 2000;
    const program = new Program('staying.ts', { name, how: 'measures' });
    expect(await program.next()).toEqual({ ready: true });
    for (let i = 0; i < 100; i++) await writer.write('x'.repeat(1000));

    program.send('measure');

    const { busyMs, overMs } = await program.next<{ busyMs: number; overMs: number }>();
    expect(overMs).toBeGreaterThan(1900);
    // Node.js itself takes a few ms; anything that polls takes more.
    expect(busyMs).toBeLessThan(100);
    writer.dispose();
    program.send('end');
    expect(await program.exited).toBe(0);
  });
});

describe('a writer that waits', () => {
  it('goes on soon after the reader that held it back is killed', async () => {
    const name = fresh();
    const reader = new Program('staying.ts', { name, how: 'sleeps' });
    expect(await reader.next()).toEqual({ ready: true });
    const writer = new MemoryMappedFileCommunicator(name, 4096);
    writer.readPosition = 2000;
    await writer.write('sleep');
    expect(await reader.next()).toEqual({ asleep: true });
    // The reader has taken nothing of these: its process blocks.
    await writer.write('x'.repeat(1900));
    let done = false;
    const waiting = writer.write('y'.repeat(1900)).then(() => {
      done = true;
    });
    await delay(300);
    expect(done).toBe(false);

    await reader.kill();
    const began = performance.now();
    // What the dead one had not taken is kept for the next, which makes the room.
    const next = new Program('staying.ts', { name, how: 'reading' });
    await waiting;
    expect(performance.now() - began).toBeLessThan(60_000);
    await next.kill();
    writer.dispose();
  });

  it('is held back by the living only: a dead one among them is forgotten', async () => {
    const name = fresh();
    const dead = new Program('staying.ts', { name, how: 'sleeps' });
    expect(await dead.next()).toEqual({ ready: true });
    const living = new Program('staying.ts', { name, how: 'reading' });
    expect(await living.next()).toEqual({ ready: true });
    const writer = new MemoryMappedFileCommunicator(name, 4096);
    writer.readPosition = 2000;
    await writer.write('sleep');
    expect(await dead.next()).toEqual({ asleep: true });
    await writer.write('x'.repeat(1900));
    const waiting = writer.write('y'.repeat(1900));

    await dead.kill();

    await waiting;
    // The same without a write that waits: who only tries finds it out, too.
    await living.kill();
    writer.dispose();
  });
});

describe('a worker thread', () => {
  it('has communicators of its own, also with the other side in the main thread', async () => {
    const name = fresh();
    const communicator = new MemoryMappedFileCommunicator(name, 4096);
    communicator.readPosition = 2000;
    const echoed: string[] = [];
    communicator.on('dataReceived', ({ data }) => echoed.push(Buffer.from(data).toString()));
    communicator.startReader();
    const worker = new Worker(new URL('support/worker-start.mjs', import.meta.url), { workerData: name });
    await once(worker, 'message');

    for (let i = 0; i < 1000; i++) void communicator.write(`${i}`);

    await expect.poll(() => echoed.length, { timeout: 60_000 }).toBe(1000);
    expect(echoed.at(-1)).toBe('999');
    await worker.terminate();
    communicator.dispose();
    expect(directory.files()).toEqual([]);
  });

  it('can be terminated at any time, and leaves nothing', async () => {
    const name = fresh();
    const run = async (): Promise<void> => {
      const worker = new Worker(new URL('support/worker-start.mjs', import.meta.url), { workerData: name });
      await once(worker, 'message');
      await worker.terminate();
    };
    await run();
    const before = kept();
    for (let i = 0; i < 5; i++) await run();
    await expect.poll(kept, { timeout: 60_000 }).toEqual(before);
    expect(directory.files()).toEqual([]);
  });
});

describe('opening and disposing', () => {
  it('300 times leaves no descriptor, no mapping, no thread and no file', async () => {
    const round = async (): Promise<void> => {
      const name = fresh();
      const left = new MemoryMappedFileCommunicator(name, 4096);
      const right = new MemoryMappedFileCommunicator(name, 4096);
      left.readPosition = 2000;
      right.writePosition = 2000;
      const received = once(right, 'dataReceived');
      right.startReader();
      await left.write('x'.repeat(3000));
      await received;
      left.dispose();
      right.dispose();
    };
    for (let i = 0; i < 3; i++) await round();
    await delay(100);
    const before = kept();

    for (let i = 0; i < 300; i++) await round();

    await expect.poll(kept, { timeout: 60_000 }).toEqual(before);
    expect(directory.files()).toEqual([]);
  });
});

describe('without the native part', () => {
  it('the constructor says so', async () => {
    const program = new Program('staying.ts', { name: fresh(), how: 'idle' }, { MEMLANE_NO_NATIVE: '1' });
    expect(await program.next()).toEqual({
      code: 'unsupported',
      message: expect.stringContaining('MEMLANE_NO_NATIVE=1 is set'),
    });
    expect(await program.exited).toBe(0);
  });
});
