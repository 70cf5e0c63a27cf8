// SPDX-License-Identifier: Apache-2.0
// Memlane as its users write it: generated code, `async` handlers, all defaults.
import { join } from 'node:path';
import { createServer } from 'memlane';
import { Echo } from '../../gen/echo.js';
import { checkBlob, checkText, textAt } from '../../payload.js';
import type { EchoServer, Place } from '../contract.js';

export async function serve(place: Place): Promise<EchoServer> {
  const server = createServer();
  server.add(Echo, {
    echoText: async ({ text }) => ({ text: checkText(text) }),
    echoBlob: async ({ data }) => ({ data: checkBlob(data) }),
    async *produce({ count }) {
      for (let index = 0; index < count; index++) yield { text: textAt(index) };
    },
  });
  await server.listen(`shm:${join(place.directory, 'echo.sock')}`);
  return { close: () => server.close() };
}
