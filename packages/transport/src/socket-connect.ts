// SPDX-License-Identifier: Apache-2.0
// A connected socket of node:net for a path, or the reason why not.
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanDeadSocket } from './dead-socket.js';
import { socketError } from './socket-error.js';

/** The listener's queue is full: looked at again after this. */
const retryMs = 5;
const defaultBudgetMs = 1000;

export interface SocketConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long a full queue of the listener is waited for. */
  readonly handshakeTimeoutMs?: number | undefined;
}

/**
 * Connects to the socket at `path`; nothing is read from it yet. The caller owns it. What a dead listener left there is
 * removed.
 * @throws TransportError "not-found", "permission-denied", "resource-exhausted", "system"; the signal's reason
 */
export async function connectSocket(
  path: string,
  address: string,
  { signal, handshakeTimeoutMs = defaultBudgetMs }: SocketConnectOptions,
): Promise<Socket> {
  const end = performance.now() + handshakeTimeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await open(path, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const failure = error as NodeJS.ErrnoException;
      if (failure.code === 'ECONNREFUSED') await cleanDeadSocket(path);
      if (failure.code !== 'EAGAIN' || performance.now() >= end)
        throw socketError(`cannot connect to ${address}`, failure);
    }
    await delay(retryMs, undefined, { signal });
  }
}

function open(path: string, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const settle = (finish: () => void): void => {
      signal?.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect).off('error', onError);
      finish();
    };
    const onAbort = (): void => {
      socket.on('error', () => {});
      socket.destroy();
      settle(() => reject(signal?.reason));
    };
    const onConnect = (): void => settle(() => resolve(socket));
    const onError = (error: Error): void => settle(() => reject(error));
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', onConnect).on('error', onError);
  });
}
