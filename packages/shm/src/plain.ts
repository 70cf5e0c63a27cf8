// SPDX-License-Identifier: Apache-2.0
// `shm:` without the addon: the same socket and the same handshake, without memory. The bytes stay on the socket.
import type { Socket } from 'node:net';
import {
  type Connection,
  type ConnectOptions,
  connectSocket,
  type Listener,
  type ListenOptions,
  listenSocket,
  socketConnection,
  TransportError,
} from '@memlane/transport';
import {
  decodeHello,
  decodeWelcome,
  encodeHello,
  encodeWelcome,
  type HandshakeResult,
  handshakeBytes,
} from './handshake.js';
import { connectLimits, listenLimits } from './limits.js';

/** Handshakes under way at most; who comes then is turned away. */
const maxPendingHandshakes = 128;

const faults: Record<Exclude<HandshakeResult, 'ok'>, string> = {
  'handshake-failed': 'the other side does not speak this protocol',
  'version-mismatch': 'the two sides have no protocol version in common',
  'resource-exhausted': 'the server is busy',
};

/** `reason` says why there is no addon. */
export async function connectPlain(
  path: string,
  address: string,
  options: ConnectOptions,
  reason: string,
): Promise<Connection> {
  const { handshakeTimeoutMs, allowUids } = connectLimits(options);
  refuseUids(address, allowUids, reason);
  const socket = await connectSocket(path, address, options);
  try {
    socket.write(encodeHello());
    const welcome = await readHandshake(socket, handshakeTimeoutMs, options.signal);
    const result = welcome === undefined ? 'handshake-failed' : decodeWelcome(welcome);
    if (result !== 'ok') throw new TransportError(result, `cannot connect to ${address}: ${faults[result]}`);
  } catch (error) {
    socket.destroy();
    if (error === handshakeTimeout) {
      throw new TransportError(
        'timeout',
        `cannot connect to ${address}: the handshake took longer than ${handshakeTimeoutMs} ms`,
      );
    }
    throw error;
  }
  return socketConnection(socket, address, { fallbackReason: reason });
}

export function listenPlain(
  path: string,
  address: string,
  options: ListenOptions,
  reason: string,
): Promise<Listener> {
  const { handshakeTimeoutMs, allowUids } = listenLimits(options);
  refuseUids(address, allowUids, reason);
  let pending = 0;
  const greet = async (socket: Socket): Promise<void> => {
    pending++;
    try {
      const hello = await readHandshake(socket, handshakeTimeoutMs, undefined);
      const result = hello === undefined ? 'handshake-failed' : decodeHello(hello);
      if (result === 'handshake-failed') return void socket.destroy();
      socket.write(encodeWelcome(result !== 'ok'));
      if (result !== 'ok') return void socket.end();
    } catch {
      return void socket.destroy();
    } finally {
      pending--;
    }
    options.onConnection(socketConnection(socket, address, { fallbackReason: reason }));
  };
  return listenSocket(path, address, {
    onSocket: (socket) => {
      if (pending < maxPendingHandshakes) void greet(socket);
      else socket.destroy();
    },
    onError: options.onError,
  });
}

/** What readHandshake() rejects with when the time is over. */
const handshakeTimeout = new Error('handshake timeout');

/** The other side's message; what came after it is back in the paused socket. undefined when the socket ended before. */
function readHandshake(
  socket: Socket,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.pause();
      socket.off('data', onData).off('close', onEnd).off('end', onEnd);
      finish();
    };
    const timer = setTimeout(() => settle(() => reject(handshakeTimeout)), timeoutMs);
    const onAbort = (): void => settle(() => reject(signal?.reason));
    const onEnd = (): void => settle(() => resolve(undefined));
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      if (received.length < handshakeBytes) return;
      settle(() => {
        if (received.length > handshakeBytes) socket.unshift(received.subarray(handshakeBytes));
        resolve(received.subarray(0, handshakeBytes));
      });
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    // An error is followed by 'close'.
    socket.on('error', () => {});
    socket.on('data', onData).on('end', onEnd).on('close', onEnd);
    socket.resume();
  });
}

function refuseUids(address: string, allowUids: readonly number[], reason: string): void {
  if (allowUids.length === 0) return;
  throw new TransportError(
    'unsupported',
    `${address} cannot check the ${allowUids.length} allowUids: ${reason}, and node:net does not know who the peer is`,
  );
}
