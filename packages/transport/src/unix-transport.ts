// SPDX-License-Identifier: Apache-2.0
// `unix:/run/app/orders.sock` or `unix:orders`: bytes on a Unix socket, without native code. Who may connect is what the
// mode of the socket says: its owner. node:net cannot tell who the peer is.
import type { Connection, ConnectOptions, Listener, ListenOptions, Transport } from './contract.js';
import { TransportError } from './error.js';
import { resolveSocketPath } from './runtime-directory.js';
import { connectSocket } from './socket-connect.js';
import { socketConnection } from './socket-connection.js';
import { listenSocket } from './socket-listen.js';
import { checkTransportOptions } from './transport-options.js';

export const unixTransport: Transport = {
  scheme: 'unix',

  /** `ringBytes` and `handshakeTimeoutMs` have nothing to bound here. @throws as the contract says, and "unsupported" */
  async connect(target: string, options: ConnectOptions = {}): Promise<Connection> {
    checkTransportOptions(options);
    const address = `unix:${target}`;
    const path = resolveSocketPath('unix', target);
    refuseUids(address, options.allowUids);
    return socketConnection(await connectSocket(path, address, options), address);
  },

  async listen(target: string, options: ListenOptions): Promise<Listener> {
    checkTransportOptions(options);
    const address = `unix:${target}`;
    const path = resolveSocketPath('unix', target);
    refuseUids(address, options.allowUids);
    return listenSocket(path, address, {
      onSocket: (socket) => options.onConnection(socketConnection(socket, address)),
      onError: options.onError,
    });
  },
};

function refuseUids(address: string, allowUids: readonly number[] | undefined): void {
  if (allowUids === undefined || allowUids.length === 0) return;
  throw new TransportError(
    'unsupported',
    `${address} cannot check the ${allowUids.length} allowUids: only shm: knows who the peer is`,
  );
}
