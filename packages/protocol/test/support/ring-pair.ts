// SPDX-License-Identifier: Apache-2.0
// Two connections joined by pipes that hold as few bytes as the test says, as the smallest ring of shared memory would.
// What happens is announced in a later turn of the event loop.
import type { Connection, ConnectionHandler, ConnectionStats } from '@memlane/transport';
import { TransportError } from '@memlane/transport';

export function ringPair(capacity: number): [RingConnection, RingConnection] {
  const one = new RingConnection(capacity);
  const two = new RingConnection(capacity);
  one.other = two;
  two.other = one;
  return [one, two];
}

export class RingConnection implements Connection {
  readonly address = 'memory:ring';
  readonly peer = undefined;
  other!: RingConnection;
  /** Stops announcing what arrives, as a stopped process would. */
  paused = false;
  /** Called with the bytes of each read. */
  onRead: ((bytes: Uint8Array) => void) | undefined;
  readonly #ring: Buffer;
  #head = 0;
  #tail = 0;
  #wantsRoom = false;
  #handler: ConnectionHandler | undefined;
  #scheduled = false;
  #ended = false;
  #closed = false;

  constructor(capacity: number) {
    this.#ring = Buffer.alloc(capacity);
  }

  start(handler: ConnectionHandler): void {
    this.#handler = handler;
    this.#schedule();
  }

  write(bytes: Uint8Array, offset: number, length: number): number {
    if (this.#closed) throw new TransportError('closed', 'closed');
    const taken = this.other.#accept(bytes, offset, length);
    if (taken < length) this.#wantsRoom = true;
    return taken;
  }

  read(into: Uint8Array, offset: number, length: number): number {
    if (this.#closed) throw new TransportError('closed', 'closed');
    const taken = Math.min(length, this.#tail - this.#head);
    for (let i = 0; i < taken; ) {
      const at = (this.#head + i) % this.#ring.length;
      const run = Math.min(taken - i, this.#ring.length - at);
      into.set(this.#ring.subarray(at, at + run), offset + i);
      i += run;
    }
    this.#head += taken;
    this.onRead?.(into.subarray(offset, offset + taken));
    if (taken > 0 && this.other.#wantsRoom) this.other.#schedule();
    return taken;
  }

  ref(): void {}
  unref(): void {}

  stats(): ConnectionStats {
    return { medium: 'memory', bytesWritten: 0, bytesRead: 0, doorbellsSent: 0, doorbellsReceived: 0 };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.other.#ended = true;
    this.#schedule();
    this.other.#schedule();
  }

  resume(): void {
    this.paused = false;
    this.#schedule();
  }

  #accept(bytes: Uint8Array, offset: number, length: number): number {
    const size = this.#ring.length;
    const taken = this.#closed ? 0 : Math.min(length, size - (this.#tail - this.#head));
    for (let i = 0; i < taken; ) {
      const at = (this.#tail + i) % size;
      const run = Math.min(taken - i, size - at);
      this.#ring.set(bytes.subarray(offset + i, offset + i + run), at);
      i += run;
    }
    this.#tail += taken;
    if (taken > 0) this.#schedule();
    return taken;
  }

  #schedule(): void {
    if (this.#scheduled || this.#handler === undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn(this.#handler!);
    });
  }

  #turn(handler: ConnectionHandler): void {
    if (this.paused) return;
    if (this.#closed) {
      this.#end(handler);
      return;
    }
    if (this.#wantsRoom) {
      this.#wantsRoom = false;
      handler.writable();
    }
    if (!this.#closed && this.#tail > this.#head) handler.readable();
    if (this.#closed || this.#tail > this.#head) this.#schedule();
    else if (this.#ended) this.#end(handler);
  }

  #end(handler: ConnectionHandler): void {
    this.#closed = true;
    this.#handler = undefined;
    handler.closed(undefined);
  }
}
