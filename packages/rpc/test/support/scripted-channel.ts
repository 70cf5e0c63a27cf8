// SPDX-License-Identifier: Apache-2.0
// A channel that is connected to a scripted server, and what tests of synchronous calls need around it.
import { Channel, type Client, type RpcError } from '../../src/index.js';
import { ScriptedServer } from './scripted-server.js';
import { Texts } from './text-service.js';

const channels: Channel[] = [];

/** Closes the channel after the test; see closeAll(). */
export function own(channel: Channel): Channel {
  channels.push(channel);
  return channel;
}

export async function closeAll(): Promise<void> {
  for (const channel of channels.splice(0)) await channel.close();
}

export async function connected(
  server = new ScriptedServer(),
): Promise<{ server: ScriptedServer; channel: Channel; texts: Client<typeof Texts> }> {
  const channel = own(new Channel(server.address, { transports: server.transports }));
  await channel.connect();
  return { server, channel, texts: channel.client(Texts) };
}

export function thrown(call: () => unknown): RpcError {
  try {
    call();
  } catch (error) {
    return error as RpcError;
  }
  throw new Error('returned, though an error was expected');
}

/** A turn of the event loop and everything that it sets off. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
