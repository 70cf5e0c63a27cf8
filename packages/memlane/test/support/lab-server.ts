// SPDX-License-Identifier: Apache-2.0
// A server process for the tests: serves Lab at the address in its first argument until it is told to stop.
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from '../../src/index.js';
import { Lab } from '../gen/lab.js';
import { usage } from './usage.js';

const [address = '', ringBytes = ''] = process.argv.slice(2);
const server = createServer(ringBytes === '' ? {} : { ringBytes: Number(ringBytes) });

server.add(Lab, {
  echo: (chunk) => chunk,
  hang: () => new Promise(() => {}),
  async *pour({ count, bytes }) {
    const body = new Uint8Array(bytes);
    for (let number = 0; number < count; number++) yield { number, body };
  },
  async drain(chunks) {
    let bytes = 0n;
    let count = 0;
    let peakRss = 0;
    for await (const { body } of chunks) {
      bytes += BigInt(body.length);
      count++;
      if (count % 64 === 0) {
        await sleep(1);
        peakRss = Math.max(peakRss, process.memoryUsage.rss());
      }
    }
    return { bytes, peakRss: BigInt(peakRss) };
  },
  async *reflect(chunks) {
    for await (const chunk of chunks) yield chunk;
  },
  usage: () => {
    const { rss, descriptors, mappings } = usage();
    return { rss: BigInt(rss), descriptors, mappings, runningCalls: server.runningCalls };
  },
});

await server.listen(address);
process.on('SIGTERM', () => void server.close({ graceMs: 0 }));
process.on('disconnect', () => process.exit(0));
process.send?.('listening');
