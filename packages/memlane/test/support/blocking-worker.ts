// SPDX-License-Identifier: Apache-2.0
// A worker thread that does what its `workerData` says: serves Blocking, or calls it synchronously.
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '../../src/index.js';
import { Blocking } from '../gen/blocking.js';
import { serveBlocking } from './blocking-server.js';

const { address, role } = workerData as { address: string; role: 'serve' | 'call' | 'hang' };

if (role === 'serve') {
  await serveBlocking(address);
  parentPort?.postMessage('listening');
} else {
  const channel = await connect(address);
  const { sync } = channel.client(Blocking);
  const sum = Array.from({ length: 100 }, (_, i) => sync.echo({ number: i }).number).reduce((a, b) => a + b);
  parentPort?.postMessage(sum);
  if (role === 'hang') sync.hang({});
  await channel.close();
}
