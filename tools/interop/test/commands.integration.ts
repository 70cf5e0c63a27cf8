// SPDX-License-Identifier: Apache-2.0
// The commands as somebody types them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const tool = fileURLToPath(new URL('..', import.meta.url));
const command = (name: string, ...args: string[]): string[] => [join(tool, name), ...args];

function run(args: string[], environment: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: 100_000,
  });
  return { status, stdout };
}

describe('client.mjs and server.mjs', () => {
  let folder: string;
  let address: string;
  let server: ReturnType<typeof spawn>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memlane-commands-'));
    address = `shm:${join(folder, 's.sock')}`;
    server = spawn(process.execPath, command('server.mjs', '--address', address), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(server.stdout!, 'data')) as [Buffer];
    expect(said.toString()).toBe(`listening at ${address}\n`);
  });
  afterAll(async () => {
    const exited = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('run the cases that are named, by shared memory', () => {
    const { status, stdout } = run(
      command('client.mjs', '--address', address, '--case', 'large_unary,ping_pong'),
    );

    expect(stdout).toMatch(
      /, by shared-memory\nok {5}large_unary .*\nok {5}ping_pong .*\n2 passed, 0 failed\n$/,
    );
    expect(status).toBe(0);
  });

  it('run them by the socket when the client has no addon', () => {
    const { status, stdout } = run(command('client.mjs', '--address', address, '--case', 'large_unary'), {
      MEMLANE_NO_NATIVE: '1',
    });

    expect(stdout).toMatch(/, by socket\nok {5}large_unary .*\n1 passed, 0 failed\n$/);
    expect(status).toBe(0);
  });

  it('fail when a case is unknown', () => {
    expect(run(command('client.mjs', '--address', address, '--case', 'no_such_case')).status).toBe(2);
  });
});

describe('scripts.mjs', () => {
  it('plays one script by its seed and prints it', () => {
    const { status, stdout } = run(command('scripts.mjs', '--seed', '7', '--count', '1'));

    expect(stdout).toMatch(/^\{\n {2}seed: 7,\n/);
    expect(stdout).toMatch(/\n1 passed, 0 failed\n$/);
    expect(status).toBe(0);
  });
});
