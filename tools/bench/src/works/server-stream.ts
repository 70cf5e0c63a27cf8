// SPDX-License-Identifier: Apache-2.0
// One server stream after another of texts of 32 bytes, each message checked as it comes. W4.
import { textAt, textBytes } from '../payload.js';
import type { EchoClient, TextMessage } from '../peers/contract.js';
import type { Work } from './contract.js';

/** Messages of one stream: enough that opening it does not count, few enough for the slowest peer. */
const streamMessages = 20_000;

export const serverStream: Work = {
  name: 'w4',
  title: `W4: server stream of texts of ${textBytes} bytes`,
  needs: 'server-stream',
  headline: 'rate',
  operation: 'messages',
  payloadBytes: textBytes,
  byDefault: false,
  async run(client, duration, gate) {
    await streamFor(duration.warmUpMs, client);
    await gate.begin();
    const began = performance.now();
    const operations = await streamFor(duration.measureMs, client);
    const elapsedUs = (performance.now() - began) * 1000;
    await gate.end();
    return { operations, elapsedUs, latencyUs: undefined };
  },
};

async function streamFor(ms: number, client: EchoClient): Promise<number> {
  const end = performance.now() + ms;
  let messages = 0;
  do {
    let index = 0;
    const check = ({ text }: TextMessage) => {
      if (text !== textAt(index++))
        throw new Error(`message ${index} of a stream is ${JSON.stringify(text)}`);
    };
    await client.produce!(streamMessages, check);
    if (index !== streamMessages) throw new Error(`${index} messages of ${streamMessages} came`);
    messages += index;
  } while (performance.now() < end);
  return messages;
}
