// SPDX-License-Identifier: Apache-2.0
// Node's own channel between a process and its child: `fork()`, `send()`, and the serialization named by the variant.
import { fork, type SerializationType } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { programBeside } from '../../program.js';
import type { EchoClient, Place } from '../contract.js';
import { MessageClient } from '../message-channel/client.js';
import { type Answer, asBase64, asBytes } from '../message-channel/messages.js';

export async function connect({ variant }: Place): Promise<EchoClient> {
  const serialization = variant as SerializationType;
  const child = fork(fileURLToPath(programBeside(import.meta.url, 'program')), [serialization], {
    serialization,
  });
  const client = new MessageClient(
    (request) => child.send(request),
    serialization === 'json' ? asBase64 : asBytes,
  );
  child.on('message', (answer: Answer) => client.receive(answer));
  child.on('exit', (code, signal) => client.fail(new Error(`the child ended with ${signal ?? code}`)));
  await once(child, 'spawn');
  return {
    echoText: (request) => client.echoText(request),
    echoBlob: (request) => client.echoBlob(request),
    echoRecord: (index) => client.echoRecord(index),
    produce: (count, onMessage) => client.produce(count, onMessage),
    serverUsage: () => client.usage(),
    async close() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}
