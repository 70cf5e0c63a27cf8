// SPDX-License-Identifier: Apache-2.0
// A process with a communicator in the state that it is told, and nothing else that would keep it alive.
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CommunicatorError, MemoryMappedFileCommunicator } from '../../src/index.js';

const { name, how } = JSON.parse(process.argv[2] as string) as { name: string; how: string };
process.channel?.unref();

function open(): MemoryMappedFileCommunicator {
  try {
    return new MemoryMappedFileCommunicator(name, 4096);
  } catch (error) {
    if (!(error instanceof CommunicatorError)) throw error;
    process.send?.({ code: error.code, message: error.message }, () => process.exit(0));
    throw error;
  }
}
process.on('uncaughtException', (error) => {
  if (!(error instanceof CommunicatorError)) process.exit(1);
});

const communicator = open();
communicator.writePosition = 2000;
communicator.on('dataReceived', ({ data }) => {
  if (how === 'exits') process.exit(7);
  if (how !== 'sleeps' || Buffer.from(data).toString() !== 'sleep') return;
  process.send?.({ asleep: true });
  // Blocks the thread, as a debugger would: nothing more is read.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
process.on('message', async (message) => {
  if (message === 'measure') {
    const began = performance.now();
    const before = process.cpuUsage();
    await delay(2000);
    const { user, system } = process.cpuUsage(before);
    process.send?.({ busyMs: (user + system) / 1000, overMs: performance.now() - began });
    return;
  }
  communicator.dispose();
});

const full = 'x'.repeat(2088);
if (!['idle', 'waiting', 'tried', 'writes'].includes(how)) communicator.startReader();
switch (how) {
  case 'unref':
    communicator.unref();
    break;
  case 'again':
    communicator.unref().ref();
    break;
  case 'stopped':
    communicator.stopReader();
    break;
  case 'disposed':
    communicator.dispose();
    break;
  case 'tried':
    communicator.tryWrite(full);
    communicator.tryWrite(full);
    break;
  case 'waiting':
    void communicator.write(full);
    communicator.write(full).catch(() => {});
    break;
  case 'writes':
    void communicator.write('x');
    break;
  case 'measures':
    // Full once, and empty again: the thread for room is there, too.
    await communicator.write(full);
    break;
  case 'collected': {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const count = (): number => readdirSync('/proc/self/fd').length;
    const before = count();
    for (let i = 0; i < 200; i++) new MemoryMappedFileCommunicator(`${name}-${i}`, 4096).writePosition = 16;
    const most = count();
    for (let i = 0; i < 1000 && count() > before + 20; i++) {
      collect();
      await delay(10);
    }
    process.send?.({ opened: most - before, left: count() - before });
    communicator.dispose();
    break;
  }
  case 'exits': {
    const writer = new MemoryMappedFileCommunicator(name, 4096);
    writer.readPosition = 2000;
    void writer.write('x');
    break;
  }
}
if (!['idle', 'unref', 'stopped', 'disposed', 'tried', 'exits', 'collected'].includes(how))
  process.send?.({ ready: true });
