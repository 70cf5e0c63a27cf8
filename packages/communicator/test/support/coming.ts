// SPDX-License-Identifier: Apache-2.0
// Comes and goes, again and again: as a reader that waits for a message each time, or for nothing. An error ends it.
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { MemoryMappedFileCommunicator } from '../../src/index.js';

const settings = JSON.parse(process.argv[2] as string) as { name: string; rounds: number; waits: boolean };
for (let round = 0; round < settings.rounds; round++) {
  const communicator = new MemoryMappedFileCommunicator(settings.name, 4096);
  communicator.startReader();
  await (settings.waits ? once(communicator, 'dataReceived') : turn());
  communicator.dispose();
}
process.disconnect();
