// SPDX-License-Identifier: Apache-2.0
// A listening socket of node:net at a path: replaces what a dead listener left, and never a live one.
import { chmodSync, existsSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { closeAtExit } from './close-at-exit.js';
import type { Listener } from './contract.js';
import { replaceDeadSocket } from './dead-socket.js';
import { TransportError } from './error.js';
import { socketError } from './socket-error.js';

/** Two processes that start at the same moment may undo each other's step this often before one gives up. */
const maxAttempts = 8;

export interface SocketListenOptions {
  /** A paused socket, owned by the callee. */
  onSocket(socket: Socket): void;
  /** Accepting has failed for good. */
  onError?: ((error: TransportError) => void) | undefined;
}

/** @throws TransportError "address-in-use", "permission-denied", "invalid-address", "system" */
export async function listenSocket(
  path: string,
  address: string,
  options: SocketListenOptions,
): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    const server = createServer({ pauseOnConnect: true }, options.onSocket);
    try {
      await bind(server, path);
      return new SocketListener(server, address, options.onError);
    } catch (error) {
      const failure = error as NodeJS.ErrnoException;
      if (failure.code !== 'EADDRINUSE' || attempt === maxAttempts) throw listenError(path, address, failure);
    }
    await replaceDeadSocket(path, address);
  }
}

function listenError(path: string, address: string, error: NodeJS.ErrnoException): TransportError {
  // libuv says EACCES for a directory that is not there.
  if (error.code === 'EACCES' && !existsSync(dirname(path))) {
    const message = `cannot listen at ${address}: the directory ${dirname(path)} does not exist`;
    return new TransportError('invalid-address', message, { cause: error, syscall: error.syscall });
  }
  return socketError(`cannot listen at ${address} (${path})`, error);
}

function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, backlog: 1024 }, () => {
      server.off('error', reject);
      try {
        // The umask may have let others in; a name's directory keeps them out in the moment before.
        chmodSync(path, 0o600);
        resolve();
      } catch (error) {
        server.close();
        reject(error);
      }
    });
  });
}

class SocketListener implements Listener {
  readonly address: string;
  readonly #server: Server;
  readonly #forget: () => void;
  #closed: Promise<void> | undefined;

  constructor(server: Server, address: string, onError: SocketListenOptions['onError']) {
    this.address = address;
    this.#server = server;
    // Closing is what removes the file.
    this.#forget = closeAtExit(() => server.close());
    server.on('error', (error: NodeJS.ErrnoException) => {
      // One connection that could not be accepted is no end; its client hears of it.
      if (server.listening) return;
      const failure = socketError(`${address} no longer listens`, error);
      if (onError === undefined) throw failure;
      onError(failure);
    });
  }

  ref(): void {
    this.#server.ref();
  }

  unref(): void {
    this.#server.unref();
  }

  close(): Promise<void> {
    // The callback waits for the connections too, which live on; the path is free when close() returns.
    this.#closed ??= new Promise((resolve) => {
      this.#forget();
      this.#server.close();
      setImmediate(resolve);
    });
    return this.#closed;
  }
}
