// SPDX-License-Identifier: Apache-2.0
// The program of a trial's client process: connects, works, tells the result.
import { once } from 'node:events';
import type { ClientModule, EchoClient, Usage } from '../peers/contract.js';
import type { Gate } from '../works/contract.js';
import { works } from '../works/list.js';
import type { Assignment, FromClient, ToClient } from './messages.js';
import { usage } from './usage.js';

const { folder, place, work: workName, duration } = JSON.parse(process.argv[2]!) as Assignment;
const work = works.find(({ name }) => name === workName)!;
const { connect }: ClientModule = await import(`../peers/${folder}/client.js`);

process.on('disconnect', () => process.exit(1));
const client = await connect(place);

const zero: Usage = { cpuUs: 0, peakRssBytes: 0 };
let before = { client: zero, server: zero };
let after = before;
const gate: Gate = {
  async begin() {
    const server = await serverUsage(client);
    before = { client: usage(), server };
  },
  async end() {
    const ownUsage = usage();
    after = { client: ownUsage, server: await serverUsage(client) };
  },
};

const outcome = await work.run(client, duration!, gate);
await client.close();
tell({
  type: 'result',
  result: {
    outcome,
    clientCpuUs: after.client.cpuUs - before.client.cpuUs,
    serverCpuUs: after.server.cpuUs - before.server.cpuUs,
    clientPeakRssBytes: after.client.peakRssBytes,
    serverPeakRssBytes: after.server.peakRssBytes,
  },
});
process.removeAllListeners('disconnect');
// From here on nothing keeps the process alive but what the peer has left behind.
process.disconnect();

function tell(message: FromClient): void {
  process.send!(message);
}

async function serverUsage(client: EchoClient): Promise<Usage> {
  if (client.serverUsage !== undefined) {
    const own = await client.serverUsage();
    return own === 'included' ? zero : own;
  }
  const answer = once(process, 'message') as Promise<[ToClient]>;
  tell({ type: 'server-usage?' });
  return (await answer)[0].usage;
}
