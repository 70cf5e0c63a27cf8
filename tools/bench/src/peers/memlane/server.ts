// SPDX-License-Identifier: Apache-2.0
// Memlane as its users write it: generated code, `async` handlers, all defaults but what the variant names.
import { join } from 'node:path';
import { createServer, type StreamingContext } from 'memlane';
import { Echo } from '../../gen/echo.js';
import { checkBlob, checkText, checkTextAt, textAt } from '../../payload.js';
import { mapForm, Records } from '../../record.js';
import type { EchoServer, Place } from '../contract.js';
import { serverLatency, usesSend } from './variants.js';

export async function serve(place: Place): Promise<EchoServer> {
  const server = createServer({ latency: serverLatency(place.variant) });
  const records = new Records(mapForm);
  server.add(Echo, {
    echoText: async ({ text }) => ({ text: checkText(text) }),
    echoBlob: async ({ data }) => ({ data: checkBlob(data) }),
    echoRecord: async (record) => records.check(record),
    produce: usesSend(place.variant) ? sendTexts : yieldTexts,
    async consume(messages) {
      let count = 0;
      for await (const { text } of messages) checkTextAt(text, count++);
      return { count };
    },
  });
  await server.listen(`shm:${join(place.directory, 'echo.sock')}`);
  return { close: () => server.close() };
}

async function* yieldTexts({ count }: { count: number }) {
  for (let index = 0; index < count; index++) yield { text: textAt(index) };
}

async function sendTexts({ count }: { count: number }, { send }: StreamingContext<{ text: string }>) {
  for (let index = 0; index < count; index++) {
    const credit = send({ text: textAt(index) });
    if (credit !== undefined) await credit;
  }
}
