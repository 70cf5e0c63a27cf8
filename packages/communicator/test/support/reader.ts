// SPDX-License-Identifier: Apache-2.0
// Reads numbered messages until an empty one comes, and says what it found. `every` tells its progress.
import { MemoryMappedFileCommunicator } from '../../src/index.js';
import { numberOf } from './numbered.js';

interface Settings {
  name: string;
  capacity: number;
  readPosition: number;
  writePosition: number;
  every?: number;
}
const settings = JSON.parse(process.argv[2] as string) as Settings;
const { name, capacity, every = 10_000 } = settings;

const communicator = new MemoryMappedFileCommunicator(name, capacity);
communicator.readPosition = settings.readPosition;
communicator.writePosition = settings.writePosition;
/** First and last number of each row without a gap, and who wrote it. */
let rows: { writer: number; first: number; last: number }[] = [];
communicator.on('dataReceived', ({ data }) => {
  if (data.length === 0) {
    process.send?.({ rows });
    rows = [];
    return;
  }
  const { number, writer } = numberOf(data);
  const row = rows.at(-1);
  if (row !== undefined && row.writer === writer && row.last + 1 === number) row.last = number;
  else rows.push({ writer, first: number, last: number });
  if (number % every === 0) process.send?.({ number });
});
communicator.startReader();
process.send?.({ ready: true });
process.on('message', () => {
  communicator.dispose();
  process.disconnect();
});
