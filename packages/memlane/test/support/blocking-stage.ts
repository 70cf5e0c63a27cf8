// SPDX-License-Identifier: Apache-2.0
// What the tests of synchronous calls open, and its end: a directory for sockets, servers in processes and threads.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Channel, type Client, connect, type RpcError, type Server } from '../../src/index.js';
import { Blocking } from '../gen/blocking.js';
import { serveBlocking } from './blocking-server.js';
import { start, stop } from './processes.js';

type Child = Awaited<ReturnType<typeof start>>;

/** Everything that one test opens; close() after each, remove() after all. */
export class BlockingStage {
  readonly directory = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  readonly #children: Child[] = [];
  readonly #channels: Channel[] = [];
  readonly #servers: Server[] = [];
  readonly #workers: Worker[] = [];

  constructor() {
    process.env.MEMLANE_DIR = this.directory;
  }

  freshAddress(): string {
    return `shm:t-${randomUUID().slice(0, 8)}`;
  }

  async serveInProcess(
    options: { address?: string; ringBytes?: number } = {},
  ): Promise<{ address: string; child: Child }> {
    const { address = this.freshAddress(), ringBytes = '' } = options;
    const child = await start('blocking-process.ts', address, String(ringBytes));
    this.#children.push(child);
    return { address, child };
  }

  /** In this thread. */
  async serveHere(address: string): Promise<void> {
    this.#servers.push(await serveBlocking(address));
  }

  startWorker(address: string, role: 'serve' | 'call' | 'hang'): Worker {
    const worker = new Worker(new URL('blocking-worker.mjs', import.meta.url), {
      workerData: { address, role },
      execArgv: ['--conditions=@memlane/source'],
    });
    this.#workers.push(worker);
    return worker;
  }

  async open(address: string): Promise<Client<typeof Blocking> & { channel: Channel }> {
    const channel = await connect(address);
    this.#channels.push(channel);
    return { ...channel.client(Blocking), channel };
  }

  async close(): Promise<void> {
    for (const channel of this.#channels.splice(0)) await channel.close();
    for (const server of this.#servers.splice(0)) await server.close({ graceMs: 0 });
    for (const worker of this.#workers.splice(0)) await worker.terminate();
    for (const child of this.#children.splice(0)) await stop(child);
  }

  remove(): void {
    delete process.env.MEMLANE_DIR;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function thrown(call: () => unknown): RpcError {
  try {
    call();
  } catch (error) {
    return error as RpcError;
  }
  throw new Error('returned, though an error was expected');
}
