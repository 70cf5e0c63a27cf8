// SPDX-License-Identifier: Apache-2.0
// With and without the addon on either side: the bytes arrive, and stats() says how.
import { randomUUID } from 'node:crypto';
import type { Connection } from '@memlane/transport';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shmTransport } from '../src/index.js';
import { plainTransport } from '../src/plain-transport.js';
import { type Started, startProgram, stopProgram, useDirectory } from './support/programs.js';

let directory: ReturnType<typeof useDirectory>;
beforeAll(() => {
  directory = useDirectory();
});
afterAll(() => directory.remove());

const started: Started[] = [];
const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  for (const program of started.splice(0)) await stopProgram(program);
});

async function echo(connection: Connection, text: string): Promise<string> {
  connections.push(connection);
  return new Promise((resolve, reject) => {
    const into = Buffer.alloc(1000);
    connection.start({
      readable() {
        const count = connection.read(into, 0, into.length);
        if (count > 0) resolve(into.toString('utf8', 0, count));
      },
      writable() {},
      closed: () => reject(new Error('closed')),
    });
    connection.write(Buffer.from(text), 0, text.length);
  });
}

async function serve(environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const target = `t-${randomUUID().slice(0, 8)}`;
  started.push(await startProgram('echo-server.ts', [target], environment));
  return target;
}

describe('shm:', () => {
  it('goes through shared memory where both sides have the addon', async () => {
    const connection = await shmTransport.connect(await serve());

    expect(await echo(connection, 'hello')).toBe('hello');
    expect(connection.stats()).toMatchObject({ medium: 'shared-memory', bytesWritten: 5, bytesRead: 5 });
    expect(connection.stats().fallbackReason).toBeUndefined();
    expect(connection.peer).toMatchObject({ pid: started[0]?.child.pid, uid: process.getuid?.() });
  });

  it('falls back to the socket when the server has no addon, and says so', async () => {
    const connection = await shmTransport.connect(await serve({ MEMLANE_NO_NATIVE: '1' }));

    expect(await echo(connection, 'hello')).toBe('hello');
    expect(connection.stats()).toMatchObject({
      medium: 'socket',
      fallbackReason: 'the server has no shared memory',
    });
  });

  it('falls back to the socket when the client has no addon, and says so', async () => {
    const connection = await plainTransport('the addon is not built').connect(await serve());

    expect(await echo(connection, 'hello')).toBe('hello');
    expect(connection.stats()).toMatchObject({ medium: 'socket', fallbackReason: 'the addon is not built' });
  });

  it('listening in a directory that is not there says so, with the addon and without', async () => {
    const target = `${directory.path}/nothing/x.sock`;

    for (const transport of [shmTransport, plainTransport('')]) {
      await expect(transport.listen(target, { onConnection() {} })).rejects.toMatchObject({
        code: 'invalid-address',
        message: `cannot listen at shm:${target}: the directory ${directory.path}/nothing does not exist`,
      });
    }
  });

  it('a server with the addon and one without keep each other out', async () => {
    const target = await serve();
    const native = await serve({ MEMLANE_NO_NATIVE: '1' });
    const onConnection = (): void => {};

    await expect(plainTransport('').listen(target, { onConnection })).rejects.toMatchObject({
      code: 'address-in-use',
    });
    await expect(shmTransport.listen(native, { onConnection })).rejects.toMatchObject({
      code: 'address-in-use',
    });
  });
});
