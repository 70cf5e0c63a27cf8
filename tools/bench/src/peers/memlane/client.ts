// SPDX-License-Identifier: Apache-2.0
// Memlane as its users write it: generated code, `await`, all defaults but what the variant names.
import { join } from 'node:path';
import { connect as connectChannel, type Send } from 'memlane';
import { Echo } from '../../gen/echo.js';
import { textAt } from '../../payload.js';
import { mapForm, Records } from '../../record.js';
import type { EchoClient, Place } from '../contract.js';
import { clientLatency, usesSend, usesSync } from './variants.js';

export async function connect(place: Place): Promise<EchoClient> {
  const latency = clientLatency(place.variant);
  const channel = await connectChannel(`shm:${join(place.directory, 'echo.sock')}`, { latency });
  const echo = channel.client(Echo);
  const send = usesSend(place.variant);
  const records = new Records(mapForm);
  return {
    echoText: usesSync(place.variant)
      ? async (request) => echo.sync.echoText(request)
      : (request) => echo.echoText(request),
    echoBlob: (request) => echo.echoBlob(request),
    async echoRecord(index) {
      records.check(await echo.echoRecord(records.at(index)), index);
    },
    async produce(count, onMessage) {
      if (send) await echo.produce({ count }, { onMessage });
      else for await (const message of echo.produce({ count })) onMessage(message);
    },
    consume: async (count) => (await echo.consume(send ? sender(count) : texts(count))).count,
    close: () => channel.close(),
  };
}

async function* texts(count: number) {
  for (let index = 0; index < count; index++) yield { text: textAt(index) };
}

function sender(count: number) {
  return async (send: Send<{ text: string }>) => {
    for (let index = 0; index < count; index++) {
      const credit = send({ text: textAt(index) });
      if (credit !== undefined) await credit;
    }
  };
}
