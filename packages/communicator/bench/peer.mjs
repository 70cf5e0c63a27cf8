// SPDX-License-Identifier: Apache-2.0
// The other process of main.mjs: answers each message, or counts them, over the communicator or a raw socket.
import { connect } from 'node:net';
import process from 'node:process';
import { MemoryMappedFileCommunicator } from '@memlane/communicator';

const [medium, work, target, count, capacity] = process.argv.slice(2);
const messageBytes = 32;

if (medium === 'communicator') {
  const communicator = new MemoryMappedFileCommunicator(target, Number(capacity));
  communicator.readPosition = 0;
  communicator.writePosition = Number(capacity) / 2;
  let received = 0;
  communicator.on('dataReceived', ({ data }) => {
    if (work === 'echo') communicator.write(data);
    else if (++received === Number(count)) communicator.write('done');
  });
  communicator.startReader();
  process.on('message', () => communicator.dispose());
} else {
  let received = 0;
  const socket = connect(target, () => process.send('ready'));
  socket.on('data', (data) => {
    received += data.length;
    if (work === 'echo') socket.write(data);
    else if (received === Number(count) * messageBytes) socket.write('done');
  });
  process.on('message', () => socket.destroy());
}
if (medium === 'communicator') process.send('ready');
process.once('message', () => process.disconnect());
