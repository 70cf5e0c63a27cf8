// SPDX-License-Identifier: Apache-2.0
// A server and a channel to it over the memory transport, closed together.
import { Channel, RpcError, Server } from '@memlane/rpc';
import { createTransportRegistry, memoryTransport } from '@memlane/transport';

const transports = createTransportRegistry([memoryTransport]);
let next = 0;

export interface Served {
  readonly server: Server;
  readonly channel: Channel;
  close(): Promise<void>;
}

export function newServer(): Server {
  return new Server({ transports });
}

/** `add` adds what is to be served. */
export async function serve(add: (server: Server) => void): Promise<Served> {
  const address = `memory:services-${process.pid}-${next++}`;
  const server = newServer();
  add(server);
  await server.listen(address);
  const channel = new Channel(address, { transports });
  await channel.connect();
  return {
    server,
    channel,
    async close() {
      await channel.close();
      await server.close({ graceMs: 0 });
    },
  };
}

/** The error that a call ends with. */
export async function failure(call: Promise<unknown>): Promise<RpcError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
  throw new Error('the call succeeded, though it should have failed');
}
