// SPDX-License-Identifier: Apache-2.0
// Threads, exits and deaths: whatever ends, nothing stays behind and nothing crashes.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { Connection } from '@memlane/transport';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shmTransport } from '../src/index.js';
import { execArgv, startProgram, stopProgram, useDirectory } from './support/programs.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let directory: ReturnType<typeof useDirectory>;
beforeAll(() => {
  directory = useDirectory();
});
afterAll(() => directory.remove());

const fresh = (): string => `t-${randomUUID().slice(0, 8)}`;
const descriptors = (): number => readdirSync('/proc/self/fd').length;
const mappings = (): number => readFileSync('/proc/self/maps', 'utf8').split('memfd:').length - 1;

/** Resolves with what closed() got. */
function ended(connection: Connection): Promise<unknown> {
  return new Promise((resolve) => {
    const into = Buffer.alloc(1000);
    connection.start({
      readable: () => connection.read(into, 0, into.length),
      writable() {},
      closed: resolve,
    });
  });
}

async function startWorker(target: string): Promise<Worker> {
  const worker = new Worker(new URL('support/worker-start.mjs', import.meta.url), {
    workerData: target,
    execArgv: ['--conditions=@memlane/source'],
  });
  expect((await once(worker, 'message'))[0]).toBe('shared-memory');
  return worker;
}

describe('a worker thread', () => {
  it('has connections of its own, and terminate() frees them', async () => {
    const worker = await startWorker(fresh());
    expect(mappings()).toBeGreaterThan(0);

    await worker.terminate();

    expect(mappings()).toBe(0);
  });

  it('that calls process.exit() frees them and ends with its code', async () => {
    const worker = await startWorker(fresh());

    worker.postMessage('exit');
    const [code] = await once(worker, 'exit');

    expect(code).toBe(7);
    expect(mappings()).toBe(0);
  });

  it('many at once live and end beside each other, and the addresses are free', async () => {
    const targets = Array.from({ length: 4 }, fresh);
    const workers = await Promise.all(targets.map(startWorker));

    await Promise.all(workers.map((worker) => worker.terminate()));

    expect(mappings()).toBe(0);
    for (const target of targets) {
      const listener = await shmTransport.listen(target, { onConnection: () => {} });
      await listener.close();
    }
  });
});

describe('a process', () => {
  it.each(['exit', 'exit after close', 'exit in a callback', 'throw in a callback'])(
    'that ends by %s ends with code 0 and leaves no file',
    async (how) => {
      const target = fresh();

      expect(await startUntilExit(target, how)).toBe(0);

      expect(readdirSync(directory.path).filter((file) => file.includes(target))).toEqual([]);
    },
  );

  it('that was killed leaves an address that can be taken at once', async () => {
    const target = fresh();
    await stopProgram(await startProgram('echo-server.ts', [target]));

    const listener = await shmTransport.listen(target, { onConnection: () => {} });

    await listener.close();
    expect(readdirSync(directory.path).filter((file) => file.includes(target))).toEqual([]);
  });

  it('whose server is killed hears the end, and leaves no file of the server', async () => {
    const target = fresh();
    const before = { descriptors: descriptors(), mappings: mappings() };
    const server = await startProgram('echo-server.ts', [target]);
    const disconnected = once(server.child, 'disconnect');
    const connection = await shmTransport.connect(target);
    const closed = ended(connection);

    await stopProgram(server);

    expect(await closed).toBeUndefined();
    await disconnected;
    expect(mappings()).toBe(before.mappings);
    await expect.poll(descriptors).toBe(before.descriptors);
    const files = (): string[] => readdirSync(directory.path).filter((file) => file.includes(target));
    await expect.poll(files).toEqual([]);
  });

  it('hears the end also when a wait inside its handler was the first to see it', async () => {
    const target = fresh();
    const server = await startProgram('echo-server.ts', [target]);
    const connection = await shmTransport.connect(target);
    const into = Buffer.alloc(1000);
    const waited: unknown[] = [];

    await new Promise<unknown>((closed) => {
      connection.start({
        readable() {
          if (connection.read(into, 0, into.length) === 0 || waited.length > 0) return;
          server.child.kill('SIGKILL');
          while (waited.at(-1) !== 'ended') waited.push(connection.wait?.(10_000));
        },
        writable() {},
        closed,
      });
      connection.write(into, 0, 100);
    });

    expect(waited.at(-1)).toBe('ended');
    await server.exited;
  });

  it('sees the death of a server that left a child behind', async () => {
    const target = fresh();
    const server = await startProgram('echo-server.ts', [target, 'forks']);
    const told = once(server.child, 'message');
    const connection = await shmTransport.connect(target);
    const closed = ended(connection);
    const [{ sleeper }] = (await told) as [{ sleeper: number }];

    await stopProgram(server);

    expect(await closed).toBeUndefined();
    process.kill(sleeper, 'SIGKILL');
  });

  it('is not kept alive by what is unreferenced', async () => {
    expect(await startUntilExit(fresh(), 'unref')).toBe(0);
  });
});

describe('connecting and closing', () => {
  it('500 times leaves nothing behind on either side', async () => {
    const target = fresh();
    const server = await startProgram('echo-server.ts', [target]);
    const pid = server.child.pid as number;
    const count = (): number[] => [
      descriptors(),
      mappings(),
      readdirSync(`/proc/${pid}/fd`).length,
      readFileSync(`/proc/${pid}/maps`, 'utf8').split('memfd:').length,
    ];
    const round = async (): Promise<void> => {
      const connection = await shmTransport.connect(target);
      const closed = ended(connection);
      connection.close();
      await closed;
    };
    for (let i = 0; i < 5; i++) await round();
    // The server's side of the last round ends a moment after ours.
    await expect.poll(() => count()[3]).toBe(1);
    const before = count();

    for (let i = 0; i < 500; i++) await round();

    await expect.poll(count).toEqual(before);
    await stopProgram(server);
  });
});

describe('a connection that has ended', () => {
  it('is collected on both sides, with whoever listened to it', async () => {
    const target = fresh();
    const alive: WeakRef<Connection>[] = [];
    let ends = 0;
    const keep = (connection: Connection): void => {
      alive.push(new WeakRef(connection));
      void ended(connection).then(() => ends++);
    };
    const listener = await shmTransport.listen(target, { onConnection: keep });
    const round = async (): Promise<void> => {
      const connection = await shmTransport.connect(target);
      keep(connection);
      connection.close();
    };
    for (let i = 0; i < 20; i++) await round();

    await expect.poll(() => ends).toBe(40);
    await expect
      .poll(() => {
        collectGarbage();
        return alive.filter((reference) => reference.deref() !== undefined).length;
      })
      .toBe(0);
    await listener.close();
  });
});

async function startUntilExit(target: string, how: string): Promise<number | string> {
  const child = fork(fileURLToPath(new URL('support/exiting.ts', import.meta.url)), [target, how], {
    execArgv,
  });
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}
