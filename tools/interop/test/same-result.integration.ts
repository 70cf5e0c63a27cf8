// SPDX-License-Identifier: Apache-2.0
// The same-result property: a random call script comes to the same code, text, metadata and messages over every
// transport, and to those that the script must come to. MEMLANE_SCRIPT_SEED=N begins with another seed.
import { type Channel, type Client, connect } from 'memlane';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amount, deep, timeLimit } from '../src/amount.js';
import { Probe } from '../src/gen/probe.js';
import { Script } from '../src/gen/script.js';
import { compareScripts, describeMismatch } from '../src/script/compare.js';
import { type Served, serve } from '../src/served.js';

const given = process.env.MEMLANE_SCRIPT_SEED;
/** Every change meets the same scripts; the deep run looks for new ones. */
const firstSeed = given !== undefined ? Number(given) : deep ? Date.now() % 2 ** 32 : 1;
const count = amount('call scripts', 2000, 100_000);

describe('random call scripts', () => {
  const servers: Served[] = [];
  const channels: Channel[] = [];
  const clients = new Map<string, Client<typeof Script>>();
  beforeAll(async () => {
    for (const way of ['memory', 'shm', 'unix'] as const) {
      const served = await serve(way);
      servers.push(served);
      const channel = await connect(served.address);
      channels.push(channel);
      clients.set(way, channel.client(Script));
    }
  });
  afterAll(async () => {
    for (const channel of channels) await channel.close();
    for (const served of servers) await served.close();
  });

  it(
    'have the same result over memory, shm and unix',
    async () => {
      console.log(`call scripts: seeds ${firstSeed} to ${firstSeed + count - 1}`);

      const mismatches = await compareScripts({
        clients,
        firstSeed,
        count,
        concurrency: 64,
        watchdogMs: 60_000,
      });

      expect(mismatches.map(describeMismatch).join('\n')).toBe('');
      for (const channel of channels) {
        expect(channel.state).toBe('ready');
        // Whatever was cancelled has been taken back in the server, too.
        expect((await channel.client(Probe).usage({})).runningCalls).toBe(1);
      }
    },
    timeLimit(110_000),
  );
});
