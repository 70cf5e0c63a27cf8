// SPDX-License-Identifier: Apache-2.0
// kill -9 under load, of the server and of the client: every call of the survivor has its one end, soon, and nothing is
// left behind. Over shared memory and over a socket, in turns.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, connect, type Server } from 'memlane';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amount, deep, timeLimit } from '../src/amount.js';
import { until } from '../src/faults/condition.js';
import { HandlerCount } from '../src/faults/handler-count.js';
import { Load } from '../src/faults/load.js';
import { TestService } from '../src/gen/interop.js';
import { start, stop } from '../src/processes.js';
import { Random } from '../src/random.js';
import { createTestServer } from '../src/test-server.js';
import { usage } from '../src/usage.js';

const kills = amount('kills of real processes', 20, 2000);
const lanes = 32;
/** The promise is 100 ms, on a machine with nothing else to do, as the deep run asks for. */
const limitMs = deep ? 100 : 2000;
const seed = Date.now() % 2 ** 32;

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-kill-'));
});
afterEach(async () => {
  if (child !== undefined) await stop(child);
  rmSync(folder, { recursive: true, force: true });
});

function say(what: string, took: number[]): void {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  console.log(`${what}, ${took.length} times, seed ${seed}: p50 ${at(0.5)} ms, max ${at(1)} ms`);
}

describe.each(['shm', 'unix'])('over %s', (scheme) => {
  it(
    'a killed server ends every call UNAVAILABLE, once, and the next one is reached at its address',
    async () => {
      const random = new Random(seed);
      const address = `${scheme}:${join(folder, 'server.sock')}`;
      child = await start('server-main.ts', ['--address', address]);
      const channel = await connect(address);
      const took: number[] = [];
      try {
        for (let round = 0; round < kills / 4; round++) {
          const server = child;
          const killAt = random.below(300);
          let killedAt = 0;
          const load = new Load(channel.client(TestService), random, () => {
            if (load.done !== killAt + 1) return;
            server.kill('SIGKILL');
            killedAt = performance.now();
          });
          const gone = once(server, 'exit');

          const errors = await load.run(lanes);

          took.push(performance.now() - killedAt);
          expect(load.done).toBeGreaterThan(killAt);
          expect(errors).toHaveLength(lanes);
          for (const error of errors) expect(error).toMatchObject({ code: Code.UNAVAILABLE });
          expect(took.at(-1)).toBeLessThan(limitMs);
          await gone;
          expect(usage().mappings).toBe(0);
          child = await start('server-main.ts', ['--address', address]);
          await channel.client(TestService).emptyCall({}, { waitForReady: true });
        }
      } finally {
        await channel.close();
      }
      say(`${scheme}: from the kill of the server to the end of the last of ${lanes} calls`, took);
    },
    timeLimit(110_000),
  );

  it(
    'a killed client is forgotten by the server: calls, handlers, descriptors and mappings',
    async () => {
      const random = new Random(seed);
      const address = `${scheme}:${join(folder, 'server.sock')}`;
      const handlers = new HandlerCount();
      const server: Server = createTestServer({}, handlers);
      await server.listen(address);
      const took: number[] = [];
      const before = usage();
      try {
        for (let round = 0; round < kills / 4; round++) {
          const client = await start('faults/load-client-main.ts', [
            address,
            String(lanes),
            String(random.below(2 ** 32)),
          ]);
          child = client;
          const killAt = handlers.entered + lanes + random.below(300);
          await until('the client calls', () => handlers.entered > killAt);
          expect(server.runningCalls).toBeGreaterThan(0);

          const gone = once(client, 'close');
          client.kill('SIGKILL');
          const killedAt = performance.now();
          await until('no call runs', () => server.runningCalls === 0 && handlers.running === 0);

          took.push(performance.now() - killedAt);
          expect(took.at(-1)).toBeLessThan(limitMs);
          await gone;
          const after = usage();
          expect(after.mappings).toBe(before.mappings);
          expect(after.descriptors).toBe(before.descriptors);
        }
      } finally {
        await server.close({ graceMs: 0 });
      }
      say(`${scheme}: from the kill of the client to its last handler's end`, took);
    },
    timeLimit(110_000),
  );
});
