// SPDX-License-Identifier: Apache-2.0
// A worker thread of the same process behind a MessagePort. Not a second process: a reference, not a rival.
import { Worker } from 'node:worker_threads';
import { programBeside } from '../../program.js';
import type { EchoClient } from '../contract.js';
import { MessageClient } from '../message-channel/client.js';
import { type Answer, asBytes } from '../message-channel/messages.js';

export async function connect(): Promise<EchoClient> {
  const worker = new Worker(programBeside(import.meta.url, 'program'));
  const client = new MessageClient((request) => worker.postMessage(request), asBytes);
  worker.on('message', (answer: Answer) => client.receive(answer));
  worker.on('error', (error) => client.fail(error));
  return {
    echoText: (request) => client.echoText(request),
    echoBlob: (request) => client.echoBlob(request),
    echoRecord: (index) => client.echoRecord(index),
    produce: (count, onMessage) => client.produce(count, onMessage),
    serverUsage: async () => 'included',
    async close() {
      await worker.terminate();
    },
  };
}
