// SPDX-License-Identifier: Apache-2.0
// What calls can do beside requests and responses, over the transports that leave the process's own memory.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ErrorInfo } from '../src/details.js';
import {
  authorize,
  type Channel,
  Code,
  type CreateServerOptions,
  connect,
  createServer,
  detail,
  type Handlers,
  RpcError,
  type Server,
} from '../src/index.js';
import { Lab } from './gen/lab.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  process.env.MEMLANE_DIR = directory;
});
afterAll(() => {
  delete process.env.MEMLANE_DIR;
  rmSync(directory, { recursive: true, force: true });
});

let server: Server | undefined;
let channel: Channel | undefined;
afterEach(async () => {
  await channel?.close();
  await server?.close({ graceMs: 0 });
});

const me = { pid: process.pid, uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };

describe.each(['shm', 'unix', 'memory'] as const)('over %s:', (scheme) => {
  async function labOf(handlers: Handlers<typeof Lab>, options: CreateServerOptions = {}) {
    const address = `${scheme}:t-${randomUUID().slice(0, 8)}`;
    server = createServer(options).add(Lab, handlers);
    await server.listen(address);
    channel = await connect(address);
    return channel.client(Lab);
  }

  it('the handler knows the process that calls, where the kernel tells', async () => {
    let peer: unknown;
    const lab = await labOf({
      echo(chunk, context) {
        peer = context.peer;
        return chunk;
      },
    });

    await lab.echo({});

    expect(peer).toEqual(scheme === 'shm' ? me : undefined);
  });

  it('authorize() holds by uid and gid, and refuses where they are not known', async () => {
    const lab = await labOf(
      { echo: (chunk) => chunk, usage: () => ({}), hang: () => ({}) },
      {
        interceptors: [
          authorize({
            '/lab.Lab/Echo': { uids: [me.uid] },
            '/lab.Lab/Usage': { gids: [me.gid] },
            '/lab.Lab/Hang': { uids: [me.uid + 1], gids: [me.gid + 1] },
          }),
        ],
      },
    );

    const codes = await Promise.all(
      [lab.echo({}), lab.usage({}), lab.hang({})].map((call) =>
        call.then(
          () => Code.OK,
          (error: RpcError) => error.code,
        ),
      ),
    );

    const unknown = [Code.UNAUTHENTICATED, Code.UNAUTHENTICATED, Code.UNAUTHENTICATED];
    expect(codes).toEqual(scheme === 'shm' ? [Code.OK, Code.OK, Code.PERMISSION_DENIED] : unknown);
  });

  it('send() is held back by a callback that takes its time, and everything arrives', async () => {
    let sent = 0;
    let most = 0;
    let got = 0;
    const body = new Uint8Array(10_000);
    const lab = await labOf({
      async pour({ count }, { send }) {
        for (; sent < count; sent++) {
          await send({ number: sent, body });
          most = Math.max(most, sent - got);
        }
      },
    });

    await lab.pour(
      { count: 1000 },
      {
        async onMessage({ number }) {
          expect(number).toBe(got++);
          if (number % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        },
      },
    );

    expect(got).toBe(1000);
    // 256 KiB of credit are 26 messages; a few more are on the way.
    expect(most).toBeLessThan(40);
  });

  it('error details arrive typed', async () => {
    const lab = await labOf({
      echo: () => {
        throw new RpcError(Code.NOT_FOUND, 'no chunk', {
          details: [detail(ErrorInfo, { reason: 'GONE', domain: 'lab' })],
        });
      },
    });

    const error: RpcError = await lab.echo({}).then(
      () => expect.fail('the call was to fail'),
      (reason) => reason,
    );

    expect(error).toMatchObject({ code: Code.NOT_FOUND, message: 'no chunk' });
    expect(error.details(ErrorInfo)).toMatchObject([{ reason: 'GONE', domain: 'lab' }]);
  });
});
