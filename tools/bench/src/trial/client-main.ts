// SPDX-License-Identifier: Apache-2.0
// The program of a trial's client process: connects, works, tells the result.
import { once } from 'node:events';
import type { ClientModule, EchoClient, Usage } from '../peers/contract.js';
import type { Stage, Work } from '../works/contract.js';
import { works } from '../works/list.js';
import { memoryBytes } from './memory.js';
import type { Assignment, ClientResult, FromClient, ToClient } from './messages.js';
import { usage } from './usage.js';

const { folder, place, work: workName, duration } = JSON.parse(process.argv[2]!) as Assignment;
const work = works.find(({ name }) => name === workName)!;
const { connect }: ClientModule = await import(`../peers/${folder}/client.js`);

process.on('disconnect', () => process.exit(1));
const clients: EchoClient[] = [];
const client = await connectOne();
const result = client.perform === undefined ? await run(work) : await performed(work);
for (const each of clients) await each.close();
tell({ type: 'result', result });
process.removeAllListeners('disconnect');
// From here on nothing keeps the process alive but what the peer has left behind.
process.disconnect();

async function run(work: Work): Promise<ClientResult> {
  const zero: Usage = { cpuUs: 0, peakRssBytes: 0 };
  let before = { client: zero, server: zero };
  let after = before;
  const stage: Stage = {
    client,
    duration: duration!,
    connect: connectOne,
    async begin() {
      const server = await serverUsage();
      before = { client: usage(), server };
    },
    async end() {
      const ownUsage = usage();
      after = { client: ownUsage, server: await serverUsage() };
    },
    memory: async () => (await ask('memory')).bytes + memoryBytes(false),
  };
  const outcome = await work.run(stage);
  return {
    outcome,
    clientCpuUs: after.client.cpuUs - before.client.cpuUs,
    serverCpuUs: after.server.cpuUs - before.server.cpuUs,
    clientPeakRssBytes: after.client.peakRssBytes,
    serverPeakRssBytes: after.server.peakRssBytes,
  };
}

/** A limit does the work by itself, in processes of its own. */
async function performed(work: Work): Promise<ClientResult> {
  const { cpuUs, peakRssBytes, ...outcome } = await client.perform!(work, duration!);
  return {
    outcome,
    clientCpuUs: cpuUs,
    serverCpuUs: 0,
    clientPeakRssBytes: peakRssBytes,
    serverPeakRssBytes: 0,
  };
}

async function connectOne(): Promise<EchoClient> {
  const another = await connect(place);
  clients.push(another);
  return another;
}

function tell(message: FromClient): void {
  process.send!(message);
}

async function serverUsage(): Promise<Usage> {
  if (client.serverUsage !== undefined) {
    const own = await client.serverUsage();
    return own === 'included' ? { cpuUs: 0, peakRssBytes: 0 } : own;
  }
  return (await ask('usage')).usage;
}

async function ask<T extends ToClient['type']>(type: T): Promise<Extract<ToClient, { type: T }>> {
  const answer = once(process, 'message');
  tell({ type: `${type}?` } as FromClient);
  return (await answer)[0] as Extract<ToClient, { type: T }>;
}
