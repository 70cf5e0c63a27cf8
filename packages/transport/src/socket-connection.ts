// SPDX-License-Identifier: Apache-2.0
// A connection over a connected socket of node:net. Turns the stream's pushing into reading at the reader's pace.
import type { Socket } from 'node:net';
import { ChunkQueue } from './chunk-queue.js';
import type { Connection, ConnectionHandler, ConnectionStats, PeerIdentity } from './contract.js';
import { TransportError } from './error.js';
import { checkRange } from './range.js';

/** What either direction holds in this process, in bytes; as much as a ring of the shared-memory transport. */
const queueBytes = 256 * 1024;

/** A peer that takes nothing for so long after close() gets no more of what was accepted before. */
const lingerMs = 5000;
/** With everything in the kernel's hands, the peer's end is waited for no longer. */
const peerEndMs = 1000;

export interface SocketConnectionOptions {
  readonly peer?: PeerIdentity | undefined;
  /** Why the bytes are on a socket, where shared memory was asked for. */
  readonly fallbackReason?: string | undefined;
}

/** Takes over `socket`, which is connected, paused and without listeners. */
export function socketConnection(
  socket: Socket,
  address: string,
  options: SocketConnectionOptions = {},
): Connection {
  return new SocketConnection(socket, address, options);
}

class SocketConnection implements Connection {
  readonly address: string;
  readonly peer: PeerIdentity | undefined;
  readonly #socket: Socket;
  readonly #fallbackReason: string | undefined;
  readonly #incoming = new ChunkQueue();
  #handler: ConnectionHandler | undefined;
  /** "open" → "ended" (the peer is gone, bytes may wait) or "closing" (closed here, the socket not yet) → "closed". */
  #state: 'open' | 'ended' | 'closing' | 'closed' = 'open';
  #wantsRoom = false;
  #announced = false;
  #bytesWritten = 0;
  #bytesRead = 0;
  #writes = 0;
  #chunks = 0;
  #linger: NodeJS.Timeout | undefined;

  constructor(socket: Socket, address: string, options: SocketConnectionOptions) {
    this.#socket = socket;
    this.address = address;
    this.peer = options.peer;
    this.#fallbackReason = options.fallbackReason;
    // An error is followed by 'close', as an end is; a write that fails means no more than that the peer is gone.
    socket.on('error', () => {});
    socket.on('close', () => this.#onClose());
  }

  start(handler: ConnectionHandler): void {
    if (this.#handler !== undefined) throw new TypeError(`${this.address}: start() was called before`);
    this.#checkOpen();
    this.#handler = handler;
    if (this.#state === 'ended') {
      this.#announce();
      return;
    }
    const socket = this.#socket;
    socket.on('data', (chunk: Uint8Array) => this.#onData(chunk));
    socket.on('end', () => this.#onEnd());
    socket.on('drain', () => this.#onDrain());
    socket.resume();
  }

  write(bytes: Uint8Array, offset: number, length: number): number {
    checkRange(bytes, offset, length);
    this.#checkOpen();
    if (this.#state === 'ended' || !this.#socket.writable) return 0;
    const taken = Math.max(0, Math.min(length, queueBytes - this.#socket.writableLength));
    if (taken < length) this.#wantsRoom = true;
    if (taken === 0) return 0;
    this.#bytesWritten += taken;
    this.#writes++;
    // copyBytesFrom: the caller may reuse its array at once.
    this.#socket.write(Buffer.copyBytesFrom(bytes, offset, taken));
    return taken;
  }

  read(into: Uint8Array, offset: number, length: number): number {
    checkRange(into, offset, length);
    this.#checkOpen();
    const taken = this.#incoming.shift(into, offset, length);
    this.#bytesRead += taken;
    if (
      this.#state === 'open' &&
      this.#incoming.length < queueBytes &&
      this.#socket.isPaused() &&
      this.#handler
    )
      this.#socket.resume();
    return taken;
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  stats(): ConnectionStats {
    return {
      medium: 'socket',
      fallbackReason: this.#fallbackReason,
      bytesWritten: this.#bytesWritten,
      bytesRead: this.#bytesRead,
      doorbellsSent: this.#writes,
      doorbellsReceived: this.#chunks,
    };
  }

  close(): void {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    this.#state = 'closing';
    const socket = this.#socket;
    if (socket.closed) {
      setImmediate(() => this.#onClose());
      return;
    }
    socket.removeAllListeners('data');
    // What comes now is thrown away, so that the peer's end is seen; what was accepted goes out first. Without the peer's
    // end a write of its own could fail, and that would cost it what it has not read yet.
    socket.resume();
    socket.end();
    this.#destroyIn(lingerMs);
    socket.once('finish', () => this.#destroyIn(peerEndMs));
  }

  #destroyIn(ms: number): void {
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => this.#socket.destroy(), ms).unref();
  }

  #onClose(): void {
    clearTimeout(this.#linger);
    if (this.#state !== 'closing') {
      this.#onEnd();
      return;
    }
    this.#state = 'closed';
    this.#handler?.closed(undefined);
  }

  #checkOpen(): void {
    if (this.#state === 'closing' || this.#state === 'closed')
      throw new TransportError('closed', `${this.address}: the connection is closed`);
  }

  #onData(chunk: Uint8Array): void {
    this.#chunks++;
    this.#incoming.push(chunk);
    if (this.#incoming.length >= queueBytes) this.#socket.pause();
    if (!this.#announced) this.#offer();
  }

  #onDrain(): void {
    if (!this.#wantsRoom || this.#state !== 'open') return;
    this.#wantsRoom = false;
    this.#handler?.writable();
  }

  #onEnd(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#announce();
  }

  /** A turn of the loop later, what is left is offered. */
  #announce(): void {
    if (this.#announced || this.#handler === undefined) return;
    this.#announced = true;
    setImmediate(() => {
      this.#announced = false;
      this.#offer();
    });
  }

  #offer(): void {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    const before = this.#incoming.length;
    if (before > 0) this.#handler?.readable();
    const left = this.#incoming.length;
    // A reader that takes nothing after the end will not take it later either.
    if (this.#state === 'ended' && (left === 0 || left === before)) this.#finish();
    else if (left > 0) this.#announce();
  }

  #finish(): void {
    this.#state = 'closed';
    this.#socket.destroy();
    this.#handler?.closed(undefined);
  }
}
