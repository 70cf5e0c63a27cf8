// SPDX-License-Identifier: Apache-2.0
// Begins to make a large file, and is stopped at once, until it is told to go on.
import { MemoryMappedFileCommunicator } from '../../src/index.js';

const { name, capacity } = JSON.parse(process.argv[2] as string) as { name: string; capacity: number };
const communicator = new MemoryMappedFileCommunicator(name, capacity);
process.kill(process.pid, 'SIGSTOP');
communicator.writePosition = 2000;
await communicator.write('from the maker');
process.send?.({ written: true });
process.on('message', () => {
  communicator.dispose();
  process.disconnect();
});
