// SPDX-License-Identifier: Apache-2.0
// A listening socket of node:net at a path: replaces what a dead listener left, and never a live one.
import { chmodSync, existsSync, linkSync, lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Listener } from './contract.js';
import { TransportError } from './error.js';
import { connectSocket } from './socket-connect.js';
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
    await removeDeadSocket(path, address);
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

/** @throws TransportError "address-in-use" when somebody listens there, "invalid-address" when it is no socket */
async function removeDeadSocket(path: string, address: string): Promise<void> {
  const probed = lstat(path);
  if (probed === undefined) return;
  if (!probed.isSocket())
    throw new TransportError(
      'invalid-address',
      `cannot listen at ${address}: ${path} exists and is no socket`,
    );
  if (await isLive(path, address)) {
    throw new TransportError(
      'address-in-use',
      `cannot listen at ${address}: another process listens there (${path})`,
    );
  }
  // Moved aside first: when another process has put its own there since the probe, it is put back.
  const aside = join(dirname(path), `.${process.pid.toString(36)}-${Math.random().toString(36).slice(2, 8)}`);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw socketError(`cannot replace the dead socket ${path}`, error as NodeJS.ErrnoException);
  }
  const moved = lstat(aside);
  if (moved !== undefined && !isSame(moved, probed)) linkSync(aside, path);
  unlinkSync(aside);
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.mtimeMs === b.mtimeMs;
}

function lstat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

async function isLive(path: string, address: string): Promise<boolean> {
  try {
    const socket = await connectSocket(path, address, { handshakeTimeoutMs: 0 });
    socket.on('error', () => {});
    socket.destroy();
    return true;
  } catch (error) {
    // A full queue is that of a live listener.
    return (error as TransportError).code !== 'not-found';
  }
}

class SocketListener implements Listener {
  readonly address: string;
  readonly #server: Server;
  #closed: Promise<void> | undefined;

  constructor(server: Server, address: string, onError: SocketListenOptions['onError']) {
    this.address = address;
    this.#server = server;
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
      this.#server.close();
      setImmediate(resolve);
    });
    return this.#closed;
  }
}
