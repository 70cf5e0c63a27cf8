// SPDX-License-Identifier: Apache-2.0
// The test server over each way that a call can go: in this process, or in another one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, stop } from './processes.js';
import { createTestServer } from './test-server.js';

/** `medium` is what a connection's stats say. "shm-fallback": the server's process goes without the addon. */
export const ways = {
  memory: { medium: 'memory' },
  shm: { medium: 'shared-memory' },
  unix: { medium: 'socket' },
  'shm-fallback': { medium: 'socket' },
} as const;
export type Way = keyof typeof ways;

/** A server that runs. The owner closes it. */
export interface Served {
  readonly address: string;
  /** Process of the server; ours for "memory". */
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts the test server, for all but "memory" in a process of its own. */
export async function serve(way: Way): Promise<Served> {
  if (way === 'memory') {
    const server = createTestServer();
    const address = `memory:interop-${process.pid}`;
    await server.listen(address);
    return { address, pid: process.pid, close: () => server.close({ graceMs: 0 }) };
  }
  const folder = mkdtempSync(join(tmpdir(), 'memlane-interop-'));
  const address = `${way === 'unix' ? 'unix' : 'shm'}:${join(folder, 'server.sock')}`;
  try {
    const environment = way === 'shm-fallback' ? { MEMLANE_NO_NATIVE: '1' } : {};
    const child = await start('server-main.ts', ['--address', address], environment);
    return {
      address,
      pid: child.pid!,
      async close() {
        await stop(child, 'SIGTERM');
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
