// SPDX-License-Identifier: Apache-2.0
// A server and a channel to it over the memory transport, closed together.
import { createTransportRegistry, memoryTransport, type TransportRegistry } from '@memlane/transport';
import {
  Channel,
  type ChannelOptions,
  type Client,
  type Handlers,
  Server,
  type ServerOptions,
} from '../../src/index.js';
import { Texts } from './text-service.js';

export const transports: TransportRegistry = createTransportRegistry([memoryTransport]);

let next = 0;

/** An address that no other test uses. */
export function freshAddress(): string {
  next++;
  return `memory:rpc-${process.pid}-${next}`;
}

export interface Served {
  readonly server: Server;
  readonly channel: Channel;
  readonly texts: Client<typeof Texts>;
  readonly address: string;
  close(): Promise<void>;
}

export async function serve(
  handlers: Handlers<typeof Texts>,
  options: { server?: Omit<ServerOptions, 'transports'>; channel?: Omit<ChannelOptions, 'transports'> } = {},
): Promise<Served> {
  const address = freshAddress();
  const server = new Server({ ...options.server, transports });
  server.add(Texts, handlers);
  await server.listen(address);
  const channel = new Channel(address, { ...options.channel, transports });
  await channel.connect();
  return {
    server,
    channel,
    address,
    texts: channel.client(Texts),
    async close() {
      await channel.close();
      await server.close({ graceMs: 0 });
    },
  };
}

/** A promise with its handles, for tests that wait for an event. */
export function deferred<T = void>(): {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

/** The error that `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: unknown }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('resolved, though a rejection was expected');
}
