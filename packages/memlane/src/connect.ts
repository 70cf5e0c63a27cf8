// SPDX-License-Identifier: Apache-2.0
// The calling side: a channel to an address.
import { Channel, type ChannelOptions } from '@memlane/rpc';
import { transports } from './transports.js';

export type ConnectOptions = Omit<ChannelOptions, 'transports'>;

/**
 * Opens a channel and waits until it is connected. The caller owns the channel and closes it.
 * @throws RpcError UNAVAILABLE, naming the address, at once when nobody listens there
 */
export async function connect(address: string, options: ConnectOptions = {}): Promise<Channel> {
  const channel = createChannel(address, options);
  try {
    await channel.connect();
  } catch (error) {
    await channel.close();
    throw error;
  }
  return channel;
}

/** A channel that connects with its first call; with `waitForReady` a call may come before the server. */
export function createChannel(address: string, options: ConnectOptions = {}): Channel {
  return new Channel(address, { ...options, transports });
}
