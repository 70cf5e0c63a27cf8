// SPDX-License-Identifier: Apache-2.0
// A connection whose bytes go through shared memory. The rules are those of the transport contract.
import {
  type Connection,
  type ConnectionHandler,
  type ConnectionStats,
  type PeerIdentity,
  TransportError,
  type WaitOutcome,
} from '@memlane/transport';
import { type NativeConnection, NativeEvent } from './native.js';
import { statusError } from './status.js';

/** A write is one copy and one store, so a few small messages are worth one: the peer begins while we go on. */
const batchBytes = 512;

export class ShmConnection implements Connection {
  readonly batchBytes = batchBytes;
  readonly address: string;
  readonly peer: PeerIdentity;
  readonly #native: NativeConnection;
  /** Called once when the peer ended, before the handler hears of it. */
  #onPeerEnd: (() => void) | undefined;
  #handler: ConnectionHandler | undefined;
  /** Closed on this side, or over. Never goes back. */
  #closed = false;
  #closedHere = false;

  constructor(native: NativeConnection, address: string, peer: PeerIdentity, onPeerEnd?: () => void) {
    this.#native = native;
    this.address = address;
    this.peer = peer;
    this.#onPeerEnd = onPeerEnd;
  }

  start(handler: ConnectionHandler): void {
    if (this.#handler !== undefined) throw new TypeError(`connection to ${this.address} was started before`);
    this.#checkOpen();
    this.#handler = handler;
    this.#native.start((events, code) => this.#dispatch(handler, events, code));
  }

  // The range of write(), read() and fill() is checked by the addon, which throws the RangeError.
  write(bytes: Uint8Array, offset: number, length: number): number {
    if (this.#closed) this.#checkOpen();
    return this.#native.write(bytes, offset, length);
  }

  read(into: Uint8Array, offset: number, length: number): number {
    if (this.#closed) this.#checkOpen();
    return this.#native.read(into, offset, length);
  }

  fill(into: Uint8Array, offset: number, length: number): number {
    if (this.#closed) this.#checkOpen();
    return this.#native.fill(into, offset, length);
  }

  wait(timeoutMs: number): WaitOutcome {
    if (this.#closed) this.#checkOpen();
    const outcome = this.#native.wait(timeoutMs);
    if (outcome === 1) return 'happened';
    if (outcome === 0) return 'timeout';
    this.#peerEnded();
    if (outcome < 0) throw this.#endError(-outcome);
    return 'ended';
  }

  get unreadBytes(): number {
    return this.#closed ? 0 : this.#native.unread();
  }

  get isOwnPeer(): boolean {
    return this.#native.isOwnPeer();
  }

  ref(): void {
    this.#native.setRef(true);
  }

  unref(): void {
    this.#native.setRef(false);
  }

  stats(): ConnectionStats {
    const [bytesWritten, bytesRead, doorbellsSent, doorbellsReceived] = this.#native.stats();
    return { medium: 'shared-memory', bytesWritten, bytesRead, doorbellsSent, doorbellsReceived };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedHere = true;
    this.#native.close();
  }

  #dispatch(handler: ConnectionHandler, events: number, code: number): void {
    if (events === NativeEvent.closed) {
      this.#closed = true;
      if (!this.#closedHere) this.#peerEnded();
      handler.closed(code === 0 || this.#closedHere ? undefined : this.#endError(code));
      return;
    }
    // Room first: what the handler answers to the bytes finds it.
    if ((events & NativeEvent.writable) !== 0) handler.writable();
    if ((events & NativeEvent.readable) !== 0 && !this.#closed) handler.readable();
  }

  #peerEnded(): void {
    this.#onPeerEnd?.();
    this.#onPeerEnd = undefined;
  }

  #endError(code: number): TransportError {
    return statusError(`connection to ${this.address} ended`, { code, syscall: undefined, errno: 0 });
  }

  #checkOpen(): void {
    if (this.#closed) throw new TransportError('closed', `connection to ${this.address} is closed`);
  }
}
