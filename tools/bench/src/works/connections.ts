// SPDX-License-Identifier: Apache-2.0
// Many connections to one server: each of them calling, or none of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { textBytes } from '../payload.js';
import type { EchoClient } from '../peers/contract.js';
import type { Stage, Work } from './contract.js';
import { runLanes } from './timed.js';
import { textLane } from './unary.js';

/** Idleness is measured for longer than work: asking for the figures is most of what happens. */
const idleFactor = 3;

/** One call at a time on each of `count` connections, which one client process has opened. */
export function manyClients(count: number): Work {
  return {
    name: `clients-${count}`,
    title: `${count} ${count === 1 ? 'connection' : 'connections'}, on each a sequential echo of ${textBytes} bytes`,
    needs: 'many',
    headline: 'rate',
    operation: 'calls',
    payloadBytes: textBytes,
    rivals: 'few',
    run: async (stage) => {
      const clients = await openAll(stage, count);
      return runLanes(
        clients.map((client, index) => textLane(client, index)),
        stage,
      );
    },
  };
}

/** Nothing happens on `count` connections, each of which has been used once. */
export function idleConnections(count: number): Work {
  return {
    name: `idle-${count}`,
    title: `${count} idle connections: processor time per second, memory of each`,
    needs: 'many',
    headline: 'cpu',
    operation: 'seconds',
    payloadBytes: 0,
    rivals: 'few',
    run: async (stage) => {
      // What the first connection costs is the process's, not the connection's.
      await useOnce(stage.client);
      const before = await stage.memory();
      for (const client of await openAll(stage, count + 1)) await useOnce(client);
      // Whatever follows a call, such as a spin that does not pay any more, has its time.
      await sleep(stage.duration.warmUpMs);
      const connectionBytes = ((await stage.memory()) - before) / count;

      await stage.begin();
      const began = performance.now();
      await sleep(stage.duration.measureMs * idleFactor);
      const elapsedUs = (performance.now() - began) * 1000;
      await stage.end();
      return { operations: elapsedUs / 1e6, elapsedUs, latencyUs: undefined, connectionBytes };
    },
  };
}

/** `count` clients, the trial's own among them. */
async function openAll(stage: Stage, count: number): Promise<EchoClient[]> {
  const clients = [stage.client];
  while (clients.length < count) clients.push(await stage.connect());
  return clients;
}

async function useOnce(client: EchoClient): Promise<void> {
  await textLane(client)(() => false);
}
