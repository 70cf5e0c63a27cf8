// SPDX-License-Identifier: Apache-2.0
// `memory:name`: connections within this thread of this process. The transport that the layers above are tested on. Each
// worker thread has names of its own.
import { checkName } from './address.js';
import { ByteQueue } from './byte-queue.js';
import type {
  Connection,
  ConnectionHandler,
  ConnectionStats,
  Listener,
  ListenOptions,
  Transport,
} from './contract.js';
import { TransportError } from './error.js';
import { KeepAlive } from './keep-alive.js';
import { checkRange } from './range.js';
import { checkTransportOptions } from './transport-options.js';

/** What one direction holds unread, in bytes; as much as a ring of the shared-memory transport. */
const queueBytes = 256 * 1024;

const listeners = new Map<string, ListenOptions>();

export const memoryTransport: Transport = {
  scheme: 'memory',

  async connect(target, options = {}) {
    checkTransportOptions(options);
    checkName('memory', target);
    options.signal?.throwIfAborted();
    const listening = listeners.get(target);
    if (listening === undefined) {
      throw new TransportError('not-found', `nobody listens at memory:${target} in this thread`);
    }
    const toServer = new ByteQueue(queueBytes);
    const toClient = new ByteQueue(queueBytes);
    const client = new MemoryConnection(`memory:${target}`, toServer, toClient);
    const server = new MemoryConnection(`memory:${target}`, toClient, toServer);
    client.pairWith(server);
    server.pairWith(client);
    setImmediate(() => listening.onConnection(server));
    return client;
  },

  async listen(target, options) {
    checkTransportOptions(options);
    checkName('memory', target);
    if (listeners.has(target)) {
      throw new TransportError('address-in-use', `memory:${target} has a listener in this thread`);
    }
    listeners.set(target, options);
    return new MemoryListener(target, options);
  },
};

class MemoryListener implements Listener {
  readonly address: string;
  readonly #name: string;
  readonly #options: ListenOptions;
  readonly #keepAlive = new KeepAlive();

  constructor(name: string, options: ListenOptions) {
    this.#name = name;
    this.#options = options;
    this.address = `memory:${name}`;
  }

  ref(): void {
    this.#keepAlive.ref();
  }

  unref(): void {
    this.#keepAlive.unref();
  }

  async close(): Promise<void> {
    this.#keepAlive.close();
    if (listeners.get(this.#name) === this.#options) listeners.delete(this.#name);
  }
}

class MemoryConnection implements Connection {
  readonly address: string;
  readonly peer = undefined;
  readonly #out: ByteQueue;
  readonly #in: ByteQueue;
  readonly #keepAlive = new KeepAlive();
  #other!: MemoryConnection;
  #handler: ConnectionHandler | undefined;
  /** "open" → "closing" (closed here, closed() still to come) → "closed". */
  #state: 'open' | 'closing' | 'closed' = 'open';
  #scheduled = false;
  /** A write() of ours took less than offered. */
  #wantsRoom = false;
  #hasRoom = false;
  #bytesWritten = 0;
  #bytesRead = 0;

  constructor(address: string, out: ByteQueue, incoming: ByteQueue) {
    this.address = address;
    this.#out = out;
    this.#in = incoming;
  }

  pairWith(other: MemoryConnection): void {
    this.#other = other;
  }

  start(handler: ConnectionHandler): void {
    if (this.#state !== 'open')
      throw new TransportError('closed', `${this.address}: the connection is closed`);
    if (this.#handler !== undefined) throw new TypeError(`${this.address}: start() was called before`);
    this.#handler = handler;
    this.#schedule();
  }

  write(bytes: Uint8Array, offset: number, length: number): number {
    checkRange(bytes, offset, length);
    this.#checkOpen();
    if (this.#other.#state !== 'open') return 0;
    const taken = this.#out.push(bytes, offset, length);
    this.#bytesWritten += taken;
    if (taken < length) this.#wantsRoom = true;
    if (taken > 0) this.#other.#schedule();
    return taken;
  }

  read(into: Uint8Array, offset: number, length: number): number {
    checkRange(into, offset, length);
    this.#checkOpen();
    const taken = this.#in.shift(into, offset, length);
    this.#bytesRead += taken;
    const other = this.#other;
    if (taken > 0 && other.#wantsRoom) {
      other.#wantsRoom = false;
      other.#hasRoom = true;
      other.#schedule();
    }
    return taken;
  }

  ref(): void {
    if (this.#state !== 'closed') this.#keepAlive.ref();
  }

  unref(): void {
    this.#keepAlive.unref();
  }

  stats(): ConnectionStats {
    return {
      medium: 'memory',
      bytesWritten: this.#bytesWritten,
      bytesRead: this.#bytesRead,
      doorbellsSent: 0,
      doorbellsReceived: 0,
    };
  }

  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#schedule();
    this.#other.#schedule();
  }

  #checkOpen(): void {
    if (this.#state !== 'open')
      throw new TransportError('closed', `${this.address}: the connection is closed`);
  }

  /** One turn of the event loop later, whatever is due is announced. */
  #schedule(): void {
    if (this.#scheduled || this.#state === 'closed') return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    const handler = this.#handler;
    if (this.#state === 'closing') this.#end(handler);
    if (this.#state !== 'open' || handler === undefined) return;
    if (this.#hasRoom) {
      this.#hasRoom = false;
      handler.writable();
    }
    if (this.#state === 'open' && this.#in.length > 0) handler.readable();
    if (this.#state !== 'open') return;
    if (this.#in.length > 0) this.#schedule();
    else if (this.#other.#state !== 'open') this.#end(handler);
  }

  #end(handler: ConnectionHandler | undefined): void {
    this.#state = 'closed';
    this.#keepAlive.close();
    this.#other.#schedule();
    handler?.closed(undefined);
  }
}
