// SPDX-License-Identifier: Apache-2.0
// Serves Blocking at an address, in whatever process or thread calls it.
import { Code, connect, createServer, RpcError, type Server, type ServerOptions } from '../../src/index.js';
import { Blocking } from '../gen/blocking.js';

export async function serveBlocking(
  address: string,
  options: Omit<ServerOptions, 'transports'> = {},
): Promise<Server> {
  const server = createServer(options);
  let overtaken: (() => void) | undefined;
  server.add(Blocking, {
    echo: (payload) => {
      overtaken?.();
      overtaken = undefined;
      return payload;
    },
    overtaken: async (payload) => {
      await new Promise<void>((resolve) => {
        overtaken = () => setImmediate(resolve);
      });
      return payload;
    },
    hang: () => new Promise(() => {}),
    mirror: ({ number, text }, { metadata, responseMetadata, trailers }) => {
      for (const [key, value] of metadata) {
        responseMetadata.append(key, value);
        trailers.append(key, value);
      }
      if (number !== Code.OK) throw new RpcError(number as Code, text);
      return { text };
    },
    async *pour({ number, body }) {
      for (let i = 0; i < number; i++) yield { number: i, body };
    },
    callFrom: async ({ text }) => {
      await using channel = await connect(text);
      try {
        return { ...channel.client(Blocking).sync.echo({ number: Code.OK, text: 'answered' }) };
      } catch (error) {
        const { code, message } = error as RpcError;
        return { number: code, text: message };
      }
    },
  });
  await server.listen(address);
  return server;
}
