// SPDX-License-Identifier: Apache-2.0
// A worker thread with a listener and a connection to itself, busy until it is terminated or told to exit.
import { parentPort, workerData } from 'node:worker_threads';
import { shmTransport } from '../../src/index.js';

const target = workerData as string;
const bytes = Buffer.alloc(1000, 1);

await shmTransport.listen(target, {
  onConnection(connection) {
    const into = Buffer.alloc(1000);
    connection.start({
      readable() {
        connection.write(into, 0, connection.read(into, 0, into.length));
      },
      writable() {},
      closed() {},
    });
  },
});
const connection = await shmTransport.connect(target);
const into = Buffer.alloc(1000);
let rounds = 0;
connection.start({
  readable() {
    connection.write(bytes, 0, connection.read(into, 0, into.length));
    if (++rounds === 100) parentPort?.postMessage(connection.stats().medium);
  },
  writable() {},
  closed() {},
});
connection.write(bytes, 0, bytes.length);
parentPort?.on('message', () => process.exit(7));
