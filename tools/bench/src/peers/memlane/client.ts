// SPDX-License-Identifier: Apache-2.0
// Memlane as its users write it: generated code, `await`, all defaults.
import { join } from 'node:path';
import { connect as connectChannel } from 'memlane';
import { Echo } from '../../gen/echo.js';
import type { EchoClient, Place } from '../contract.js';

export async function connect(place: Place): Promise<EchoClient> {
  const channel = await connectChannel(`shm:${join(place.directory, 'echo.sock')}`);
  const echo = channel.client(Echo);
  return {
    echoText: (request) => echo.echoText(request),
    echoBlob: (request) => echo.echoBlob(request),
    async produce(count, onMessage) {
      for await (const message of echo.produce({ count })) onMessage(message);
    },
    close: () => channel.close(),
  };
}
