// SPDX-License-Identifier: Apache-2.0
// One stream after another of texts of 32 bytes, each message checked where it arrives: W4, and the same from the client.
import { checkTextAt, textBytes } from '../payload.js';
import type { EchoClient, TextMessage } from '../peers/contract.js';
import type { Stage, Work } from './contract.js';

/** Messages of one stream: enough that opening it does not count, few enough for the slowest peer. */
const streamMessages = 20_000;

const common = {
  headline: 'rate',
  operation: 'messages',
  payloadBytes: textBytes,
  rivals: 'all',
} as const;

export const serverStream: Work = {
  ...common,
  name: 'w4',
  title: `W4: server stream of texts of ${textBytes} bytes`,
  needs: 'server-stream',
  quick: true,
  run: (stage) => runStreams(stage, produceOnce),
};

export const clientStream: Work = {
  ...common,
  name: 'client-stream',
  title: `Client stream of texts of ${textBytes} bytes`,
  needs: 'client-stream',
  run: (stage) => runStreams(stage, (client) => client.consume!(streamMessages)),
};

async function produceOnce(client: EchoClient): Promise<number> {
  let index = 0;
  const check = ({ text }: TextMessage) => checkTextAt(text, index++);
  await client.produce!(streamMessages, check);
  return index;
}

/** `once` gives how many messages have come. */
async function runStreams(stage: Stage, once: (client: EchoClient) => Promise<number>) {
  await streamFor(stage.duration.warmUpMs, stage.client, once);
  await stage.begin();
  const began = performance.now();
  const operations = await streamFor(stage.duration.measureMs, stage.client, once);
  const elapsedUs = (performance.now() - began) * 1000;
  await stage.end();
  return { operations, elapsedUs, latencyUs: undefined };
}

async function streamFor(
  ms: number,
  client: EchoClient,
  once: (client: EchoClient) => Promise<number>,
): Promise<number> {
  const end = performance.now() + ms;
  let messages = 0;
  do {
    const came = await once(client);
    if (came !== streamMessages) throw new Error(`${came} messages of ${streamMessages} came`);
    messages += came;
  } while (performance.now() < end);
  return messages;
}
