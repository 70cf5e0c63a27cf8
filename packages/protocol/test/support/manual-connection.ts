// SPDX-License-Identifier: Apache-2.0
// A connection whose other end is the test: it says what arrives, and how much is taken of what the session writes.
import type { Connection, ConnectionHandler, ConnectionStats } from '@memlane/transport';
import { TransportError } from '@memlane/transport';
import { type ParsedFrame, parseFrames } from './wire.js';

export class ManualConnection implements Connection {
  readonly address = 'memory:by-hand';
  readonly peer = undefined;
  /** Bytes that may still be written before the connection is full. */
  room = Number.POSITIVE_INFINITY;
  /** Everything written and not taken by the test. */
  written: Buffer[] = [];
  closed = false;
  unreadBytes = 0;
  #handler: ConnectionHandler | undefined;
  #arrived: Buffer = Buffer.alloc(0);
  #rest: Buffer = Buffer.alloc(0);

  start(handler: ConnectionHandler): void {
    this.#handler = handler;
  }

  write(bytes: Uint8Array, offset: number, length: number): number {
    if (this.closed) throw new TransportError('closed', 'closed');
    const taken = Math.min(length, this.room);
    this.room -= taken;
    if (taken > 0) this.written.push(Buffer.from(bytes.subarray(offset, offset + taken)));
    return taken;
  }

  read(into: Uint8Array, offset: number, length: number): number {
    if (this.closed) throw new TransportError('closed', 'closed');
    const taken = Math.min(length, this.#arrived.length);
    into.set(this.#arrived.subarray(0, taken), offset);
    this.#arrived = this.#arrived.subarray(taken);
    return taken;
  }

  ref(): void {}
  unref(): void {}

  stats(): ConnectionStats {
    return { medium: 'memory', bytesWritten: 0, bytesRead: 0, doorbellsSent: 0, doorbellsReceived: 0 };
  }

  close(): void {
    this.closed = true;
  }

  // The test's side

  /** These bytes arrive; the session is told until it has read them or has closed. */
  deliver(...bytes: Uint8Array[]): void {
    this.#arrived = Buffer.concat([this.#arrived, ...bytes]);
    while (this.#arrived.length > 0 && !this.closed) {
      const before = this.#arrived.length;
      this.#handler?.readable();
      if (this.#arrived.length === before) throw new Error('the session does not read');
    }
  }

  /** These bytes arrive and nobody is told. */
  arrive(bytes: Uint8Array): void {
    this.#arrived = Buffer.concat([this.#arrived, bytes]);
  }

  /** The session is told once, whatever it leaves unread. */
  turn(): void {
    this.#handler?.readable();
  }

  /** Room for `bytes` more, and the session is told. */
  drain(bytes = Number.POSITIVE_INFINITY): void {
    this.room = bytes;
    this.#handler?.writable();
  }

  /** The peer is gone. */
  lose(error?: TransportError): void {
    this.#handler?.closed(error);
  }

  /** Takes all written bytes. */
  takeBytes(): Buffer {
    const bytes = Buffer.concat([this.#rest, ...this.written]);
    this.written = [];
    this.#rest = Buffer.alloc(0);
    return bytes;
  }

  /** Takes the frames that have been written whole, behind the preface if that has not been taken. */
  take(): ParsedFrame[] {
    let bytes = this.takeBytes();
    if (bytes.subarray(0, 8).toString('latin1') === 'MEMLANE\n') bytes = bytes.subarray(32);
    const { frames, end } = parseFrames(bytes);
    this.#rest = bytes.subarray(end);
    return frames;
  }
}
