// SPDX-License-Identifier: Apache-2.0
// A server process that answers a call with the bytes its second argument says, once it is told to stop: it closes and
// exits at once.
import { createServer } from '../../src/index.js';
import { Lab } from '../gen/lab.js';

const [address = '', bytes = ''] = process.argv.slice(2);
const server = createServer();
const stopping = new Promise((resolve) => process.once('message', resolve));

server.add(Lab, {
  echo: async ({ number }) => {
    await stopping;
    return { number, body: new Uint8Array(Number(bytes)).fill(number) };
  },
  usage: () => ({ runningCalls: server.runningCalls }),
});
await server.listen(address);
process.on('disconnect', () => process.exit(1));
process.send?.('listening');

await stopping;
await server.close({ graceMs: 60_000 });
process.exit(0);
