// SPDX-License-Identifier: Apache-2.0
// A handler that throws in the middle of a batch.
import { MemoryMappedFileCommunicator } from '../../src/index.js';

const { name } = JSON.parse(process.argv[2] as string) as { name: string };
const thrown: string[] = [];
const received: string[] = [];
process.on('uncaughtException', (error) => thrown.push(error.message));
const communicator = new MemoryMappedFileCommunicator(name, 4096);
communicator.on('dataReceived', ({ data }) => {
  const text = Buffer.from(data).toString();
  received.push(text);
  if (text === '2') throw new Error('2');
  if (text !== '3') return;
  process.send?.({ thrown, received });
  communicator.dispose();
  process.disconnect();
});
for (const text of ['1', '2', '3']) void communicator.write(text);
communicator.startReader();
