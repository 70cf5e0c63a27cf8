// SPDX-License-Identifier: Apache-2.0
// Where a synchronous call works and where it cannot: threads, the same thread, and connections without shared memory.
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Code } from '../src/index.js';
import { BlockingStage, thrown } from './support/blocking-stage.js';

let stage: BlockingStage;
beforeAll(() => {
  stage = new BlockingStage();
});
afterEach(() => stage.close());
afterAll(() => stage.remove());

describe('synchronous calls between threads of one process', () => {
  it('work from a worker to the main thread', async () => {
    const address = stage.freshAddress();
    await stage.serveHere(address);

    const worker = stage.startWorker(address, 'call');

    expect((await once(worker, 'message'))[0]).toBe(4950);
  });

  it('work from the main thread to a worker', async () => {
    const address = stage.freshAddress();
    await once(stage.startWorker(address, 'serve'), 'message');
    const blocking = await stage.open(address);

    expect(Array.from({ length: 100 }, (_, number) => blocking.sync.echo({ number }).number)).toHaveLength(
      100,
    );
  });

  it('end with their worker when it is terminated', async () => {
    const address = stage.freshAddress();
    await stage.serveHere(address);
    const worker = stage.startWorker(address, 'hang');
    await once(worker, 'message');

    // It is blocked for good, so this ends only if terminate() reaches it.
    expect(await worker.terminate()).toBe(1);
  });
});

describe('a synchronous call whose server is in the same thread', () => {
  it('is FAILED_PRECONDITION at once, and the next call works', async () => {
    const address = stage.freshAddress();
    await stage.serveHere(address);
    const blocking = await stage.open(address);

    expect(thrown(() => blocking.sync.echo({}))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
      message: expect.stringContaining(`${address} is served by this very thread`),
    });

    expect((await blocking.echo({ number: 1 })).number).toBe(1);
    expect(await blocking.callFrom({ text: address })).toMatchObject({ number: Code.FAILED_PRECONDITION });
    expect((await blocking.echo({ number: 2 })).number).toBe(2);
  });

  it('is so in a handler of another process, while a call to a third goes through', async () => {
    const self = (await stage.serveInProcess()).address;
    const other = (await stage.serveInProcess()).address;
    const blocking = await stage.open(self);

    expect(blocking.sync.callFrom({ text: self })).toMatchObject({ number: Code.FAILED_PRECONDITION });
    expect(blocking.sync.callFrom({ text: other })).toMatchObject({ number: Code.OK, text: 'answered' });
  });

  it('is so under an explicit path, also after the socket was renamed', async () => {
    const path = join(stage.directory, 'own.sock');
    await stage.serveHere(`shm:${path}`);
    const before = await stage.open(`shm:${path}`);
    renameSync(path, `${path}.renamed`);
    const after = await stage.open(`shm:${path}.renamed`);

    expect(thrown(() => before.sync.echo({})).code).toBe(Code.FAILED_PRECONDITION);
    expect(thrown(() => after.sync.echo({})).code).toBe(Code.FAILED_PRECONDITION);
  });
});

describe('a synchronous call without shared memory', () => {
  it('is FAILED_PRECONDITION over unix:, naming the address', async () => {
    const address = `unix:${join(stage.directory, 'plain.sock')}`;
    await stage.serveHere(address);
    const blocking = await stage.open(address);

    expect(thrown(() => blocking.sync.echo({}))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
      message: expect.stringContaining(`${address} carries its bytes over a socket,`),
    });
    expect((await blocking.echo({ number: 3 })).number).toBe(3);
  });

  it('is FAILED_PRECONDITION over shm: that fell back to bytes, with the reason', async () => {
    const address = stage.freshAddress();
    process.env.MEMLANE_NO_NATIVE = '1';
    await stage.serveInProcess({ address }).finally(() => delete process.env.MEMLANE_NO_NATIVE);
    const blocking = await stage.open(address);

    expect(thrown(() => blocking.sync.echo({}))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
      message: expect.stringMatching(/over a socket \(the server .*\)/),
    });
    expect((await blocking.echo({ number: 4 })).number).toBe(4);
  });
});
