// SPDX-License-Identifier: Apache-2.0
// Makes the connection that a native handshake ended with: through shared memory, or over the bare socket.
import { Socket } from 'node:net';
import { type Connection, socketConnection, TransportError } from '@memlane/transport';
import type { NativeRendezvous } from './native.js';
import { ShmConnection } from './shm-connection.js';
import { statusError } from './status.js';

/** `ownReason` says why this side went without memory, when it did. */
export interface RendezvousOptions {
  readonly address: string;
  /** Longest spin before sleeping, in microseconds. */
  readonly spinUs: number;
  readonly ownReason?: string | undefined;
  readonly onPeerEnd?: (() => void) | undefined;
}

/** @throws TransportError "resource-exhausted" when the event loop has no room for the connection */
export function connectionOf(rendezvous: NativeRendezvous, options: RendezvousOptions): Connection {
  const { pid, uid, gid, connection, fd } = rendezvous;
  const peer = { pid, uid, gid };
  if (connection !== undefined) {
    connection.setSpin(options.spinUs);
    return new ShmConnection(connection, options.address, peer, options.onPeerEnd);
  }
  if (fd === undefined) {
    throw new TransportError(
      'resource-exhausted',
      `connection to ${options.address}: the event loop has no room`,
    );
  }
  return socketConnection(new Socket({ fd, readable: true, writable: true }), options.address, {
    peer,
    fallbackReason: fallbackReason(rendezvous, options.ownReason),
  });
}

function fallbackReason(rendezvous: NativeRendezvous, ownReason: string | undefined): string {
  if (ownReason !== undefined) return ownReason;
  if (rendezvous.fallback === 1) return 'the client offers no shared memory';
  const status = rendezvous.memoryStatus;
  return status === undefined || status.code === 0
    ? 'the server has no shared memory'
    : statusError('no shared memory', status).message;
}
