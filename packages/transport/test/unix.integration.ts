// SPDX-License-Identifier: Apache-2.0
// What unix: does about files and dead processes, beyond the suite that every transport passes.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Peer, pattern, until } from '../src/conformance/peer.js';
import { type Connection, type Listener, unixTransport } from '../src/index.js';

let directory: string;
let path: string;
const listeners: Listener[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  path = join(directory, 'app.sock');
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
  rmSync(directory, { recursive: true, force: true });
});

const listen = async (onConnection: (connection: Connection) => void = () => {}): Promise<Listener> => {
  const listener = await unixTransport.listen(path, { onConnection });
  listeners.push(listener);
  return listener;
};

/** Leaves the socket of a listener that was killed. */
async function leaveDeadSocket(): Promise<void> {
  const child = fork(fileURLToPath(new URL('support/listener.ts', import.meta.url)), [path], {
    execArgv: ['--conditions=@memlane/source', '--import', 'tsx'],
  });
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('unix:', () => {
  it('replaces the socket of a killed listener and leaves no other file', async () => {
    await leaveDeadSocket();
    expect(existsSync(path)).toBe(true);

    await listen();

    const connection = await unixTransport.connect(path);
    connection.close();
    expect(readdirSync(directory)).toEqual(['app.sock']);
  });

  it('connect() to the socket of a killed listener is "not-found"', async () => {
    await leaveDeadSocket();

    await expect(unixTransport.connect(path)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('connect() removes what a listener left that was killed, and leaves no other file', async () => {
    await leaveDeadSocket();
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(path, longAgo, longAgo);

    await expect(unixTransport.connect(path)).rejects.toMatchObject({ code: 'not-found' });

    expect(readdirSync(directory)).toEqual([]);
  });

  it('connect() leaves a socket that has just been made: its listener may be about to listen', async () => {
    await leaveDeadSocket();
    const now = new Date();
    utimesSync(path, now, now);

    await expect(unixTransport.connect(path)).rejects.toMatchObject({ code: 'not-found' });

    expect(readdirSync(directory)).toEqual(['app.sock']);
  });

  it.each(['exit', 'throw'])('a process that ends by %s leaves no file', async (how) => {
    const child = fork(fileURLToPath(new URL('support/listener.ts', import.meta.url)), [path, how], {
      execArgv: ['--conditions=@memlane/source', '--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(child, 'exit');

    expect(readdirSync(directory)).toEqual([]);
  });

  it('of many listeners that replace one dead socket at once, exactly one wins', async () => {
    await leaveDeadSocket();

    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => listen()));

    const codes = outcomes.map((one) => (one.status === 'fulfilled' ? 'listens' : one.reason.code)).sort();
    expect(codes).toEqual([...Array.from({ length: 7 }, () => 'address-in-use'), 'listens']);
    (await unixTransport.connect(path)).close();
  });

  it('refuses a path where a file stands, and leaves the file', async () => {
    writeFileSync(path, 'precious');

    await expect(listen()).rejects.toMatchObject({
      code: 'invalid-address',
      message: expect.stringContaining(path),
    });
    expect(statSync(path).size).toBe(8);
  });

  it('announces the end of its own close() only when the kernel has every byte', async () => {
    let accepted: Connection | undefined;
    await listen((connection) => {
      accepted = connection;
    });
    const client = new Peer(await unixTransport.connect(path));
    await until(() => accepted !== undefined);
    const bytes = pattern(64 * 1024, 5);
    let written = 0;
    for (let taken = 1; taken > 0; written += taken) taken = client.connection.write(bytes, 0, bytes.length);
    client.connection.close();
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));

    expect(client.closings).toBe(0);
    const server = new Peer(accepted);
    await until(() => client.closings === 1 && server.closings === 1);

    expect(server.received).toBe(written);
  });

  it('lets nobody but the owner in', async () => {
    const umask = process.umask(0);
    try {
      await listen();
    } finally {
      process.umask(umask);
    }

    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses allowUids, which it cannot check', async () => {
    await expect(
      unixTransport.listen(path, { onConnection: () => {}, allowUids: [1] }),
    ).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(unixTransport.connect(path, { allowUids: [1] })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('a directory that is not there is named', async () => {
    path = join(directory, 'no/app.sock');

    await expect(listen()).rejects.toMatchObject({
      code: 'invalid-address',
      message: expect.stringContaining(`${directory}/no does not exist`),
    });
  });
});
