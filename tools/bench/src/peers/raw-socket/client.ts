// SPDX-License-Identifier: Apache-2.0
// The floor of a Unix socket in Node: 32 bytes there and back, no frames, no protobuf, one call at a time.
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { textBytes } from '../../payload.js';
import type { EchoClient, Place, TextMessage } from '../contract.js';

export async function connect(place: Place): Promise<EchoClient> {
  const socket = connectSocket(join(place.directory, 'echo.sock'));
  await once(socket, 'connect');
  let settle: ((message: TextMessage) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  socket.on('data', (chunk: Buffer) => {
    if (chunk.length === textBytes) settle!({ text: chunk.toString('latin1') });
    else fail!(new Error(`${chunk.length} bytes came in one piece, not ${textBytes}`));
  });
  socket.on('close', () => fail?.(new Error('the connection was closed')));
  return {
    echoText: ({ text }) =>
      new Promise((resolve, reject) => {
        settle = resolve;
        fail = reject;
        socket.write(text, 'latin1');
      }),
    async close() {
      socket.destroy();
    },
  };
}
