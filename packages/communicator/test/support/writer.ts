// SPDX-License-Identifier: Apache-2.0
// Writes numbered messages, from `from` to `to`, then says so and stays. `every` tells its progress.
import { MemoryMappedFileCommunicator } from '../../src/index.js';
import { numbered } from './numbered.js';

interface Settings {
  name: string;
  capacity: number;
  readPosition: number;
  writePosition: number;
  from: number;
  to: number;
  writer?: number;
  every?: number;
}
const settings = JSON.parse(process.argv[2] as string) as Settings;
const { name, capacity, from, to, writer = 0, every = 10_000 } = settings;

const communicator = new MemoryMappedFileCommunicator(name, capacity);
communicator.readPosition = settings.readPosition;
communicator.writePosition = settings.writePosition;
for (let number = from; number < to; number++) {
  const written = communicator.write(numbered(number, writer));
  // Sometimes a batch, sometimes one by one.
  if (number % 100 < 20) await written;
  if (number % every === 0) process.send?.({ number });
}
await communicator.write('');
process.send?.({ done: true });
process.on('message', () => {
  communicator.dispose();
  process.disconnect();
});
