// SPDX-License-Identifier: Apache-2.0
// The program of the call scripts: runs --count of them from --seed on over every transport, tells what differs, and
// ends with the line "N passed, N failed". A single script is printed.
import { inspect, parseArgs } from 'node:util';
import { type Channel, connect } from 'memlane';
import { Script } from './gen/script.js';
import { compareScripts, describeMismatch } from './script/compare.js';
import { generateScript } from './script/generate.js';
import { type Served, serve } from './served.js';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '2000' } },
});
const firstSeed = Number(values.seed);
const count = Number(values.count);
if (!Number.isInteger(firstSeed) || !Number.isInteger(count) || count < 1) {
  console.error('usage: scripts [--seed N] [--count N]');
  process.exit(2);
}
if (count === 1) console.log(inspect(generateScript(firstSeed), { depth: 9, breakLength: 120 }));
const servers: Served[] = [];
const channels: Channel[] = [];
try {
  const clients = new Map<string, ReturnType<typeof open>>();
  const open = (channel: Channel) => channel.client(Script);
  for (const way of ['memory', 'shm', 'unix'] as const) {
    const served = await serve(way);
    servers.push(served);
    const channel = await connect(served.address);
    channels.push(channel);
    clients.set(way, open(channel));
  }
  const mismatches = await compareScripts({ clients, firstSeed, count, concurrency: 64, watchdogMs: 60_000 });
  for (const mismatch of mismatches) console.log(describeMismatch(mismatch));
  const failed = new Set(mismatches.map(({ seed }) => seed)).size;
  console.log(`${count - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  for (const channel of channels) await channel.close();
  for (const served of servers) await served.close();
}
