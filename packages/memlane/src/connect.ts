// SPDX-License-Identifier: Apache-2.0
// The calling side: a channel to an address.
import { setTimeout as pause } from 'node:timers/promises';
import { Backoff, Channel, type ChannelOptions, Code, RpcError } from '@memlane/rpc';
import { argumentTypeError, checkOptionsObject, onAbort } from '@memlane/transport';
import { transports } from './transports.js';

export type CreateChannelOptions = Omit<ChannelOptions, 'transports'>;

export interface ConnectOptions extends CreateChannelOptions {
  /** Wait for a server, with the pauses of `backoff`, instead of rejecting when nobody listens. */
  readonly waitForReady?: boolean | undefined;
  /** Ends the attempt, or the wait: `AbortSignal.timeout(5000)` for at most 5 s. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a channel and waits until it is connected. The caller owns the channel and closes it.
 * @throws RpcError UNAVAILABLE, naming the address, at once when nobody listens there, unless `waitForReady` is set;
 *   CANCELLED when the signal is aborted
 * @throws TypeError or RangeError with a code for a wrong option
 */
export async function connect(address: string, options: ConnectOptions = {}): Promise<Channel> {
  checkOptionsObject(options);
  const { waitForReady, signal, ...rest } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw argumentTypeError('signal', 'an AbortSignal', signal);
  const channel = createChannel(address, rest);
  // Of its own: Node warns when many pauses listen to one of the user's.
  const own = new AbortController();
  const disarm = onAbort([signal], () => own.abort(signal?.reason));
  if (signal?.aborted) own.abort(signal.reason);
  try {
    await orAborted(connected(channel, waitForReady === true, rest, own.signal), address, own.signal);
  } catch (error) {
    await channel.close();
    throw error;
  } finally {
    disarm();
  }
  return channel;
}

/**
 * A channel that connects with its first call; with `waitForReady` a call may come before the server.
 * @throws TypeError or RangeError with a code for a wrong option
 */
export function createChannel(address: string, options: CreateChannelOptions = {}): Channel {
  checkOptionsObject(options);
  return new Channel(address, { ...options, transports });
}

async function connected(
  channel: Channel,
  waits: boolean,
  options: CreateChannelOptions,
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff(options.backoff);
  for (;;) {
    try {
      return await channel.connect();
    } catch (error) {
      if (!waits || !(error instanceof RpcError) || error.code !== Code.UNAVAILABLE) throw error;
      await pause(backoff.next(), undefined, { signal });
    }
  }
}

/** What `attempt` gives, or CANCELLED as soon as the signal is aborted. */
async function orAborted(attempt: Promise<void>, address: string, signal: AbortSignal): Promise<void> {
  let refuse: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    refuse = () =>
      reject(
        new RpcError(Code.CANCELLED, `connecting to ${address} was aborted`, {
          cause: signal.reason as unknown,
        }),
      );
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
  // Whichever loses the race has nobody waiting for it any more.
  attempt.catch(() => {});
  try {
    await Promise.race([aborted, attempt]);
  } finally {
    if (refuse !== undefined) signal.removeEventListener('abort', refuse);
  }
}
