// SPDX-License-Identifier: Apache-2.0
// Sends back what comes, after a look at it.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { checkText } from '../../payload.js';
import type { EchoServer, Place } from '../contract.js';

export async function serve(place: Place): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      checkText(chunk.toString('latin1'));
      socket.write(chunk);
    });
  });
  server.listen(join(place.directory, 'echo.sock'));
  await once(server, 'listening');
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
