// SPDX-License-Identifier: Apache-2.0
// What every transport promises: bytes in order, both ways, with back-pressure. The numbers below are
// the names that the conformance suite (conformance.ts) gives to its tests. No framing, no retries here.
//
//  1. Bytes arrive in order, once and unmodified, or not at all.
//  2. write() never blocks. It copies between 0 and `length` bytes before it returns and says how many;
//     the caller may reuse the array at once.
//  3. After a write() that took fewer bytes than offered, writable() is called once when there is room,
//     from the event loop, never from inside write().
//  4. read() never blocks, nor does fill(), which may spin for 50 µs while the peer writes on. They copy at most `length`
//     bytes and say how many; 0 means nothing is here now.
//  5. readable() is called from the event loop when bytes may be waiting, never from inside another call of
//     this connection. Bytes left unread when it returns are announced again in a later turn of the loop,
//     so a reader may stop early to let others run. It may be called with nothing to read.
//  6. Bytes that arrive before start() are kept and announced after it.
//  7. What is accepted and not yet read is bounded, however slow the reader: write() takes 0 bytes then.
//  8. closed() is called exactly once after start(), from the event loop, when either side has closed or
//     the peer is gone, and only after every byte that the peer had published was offered. Nothing is
//     called after it. Its argument is undefined for an end, a TransportError for a fault.
//  9. close() is idempotent and never throws. What write() accepted before still reaches a peer that lives
//     and reads. After the local close() no readable() or writable() comes, only closed(): when nothing of that
//     needs this process any more, which may exit then, or the peer has not taken it for a few seconds.
// 10. After the local close(), write() and read() throw TransportError "closed". After the peer's end,
//     write() takes 0 bytes and closed() follows.
// 11. A connection or listener keeps the process alive until unref(); ref() undoes it. Both are idempotent.
// 12. connect() rejects with "not-found" at once when nobody listens; it never waits for a listener.
// 13. A second listener on a live address is refused with "address-in-use", naming the address. What a dead
//     one left behind is replaced.
// 14. Listener.close() stops accepting; connections already made live on. When it resolves the address is free.
// 15. wait(), where there is one, calls no handler. What happened meanwhile is announced afterwards all the same.

import type { TransportError } from './error.js';

/** Who is at the other end, as the kernel says. Numbers of the operating system. */
export interface PeerIdentity {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** Counters of one connection; every field only grows, except `medium` and `fallbackReason`. */
export interface ConnectionStats {
  /** What carries the bytes now. */
  readonly medium: 'shared-memory' | 'socket' | 'memory';
  /** Why a `shm:` connection carries its bytes over the socket; undefined where it does not. */
  readonly fallbackReason?: string | undefined;
  readonly bytesWritten: number;
  readonly bytesRead: number;
  /** Wake-ups sent to the peer (doorbell system calls), where the transport has doorbells. */
  readonly doorbellsSent: number;
  /** Wake-ups received from the peer. */
  readonly doorbellsReceived: number;
}

/**
 * What a connection does before it sleeps, where the transport can spin. "efficient" sleeps at once. "balanced", the
 * default, spins for at most 40 µs and "low" for at most 50 µs, both only while that pays: after idle periods that were
 * short, and less and less often when spinning was in vain. After large messages both spin longer, 1 µs for 4 KiB and
 * 200 µs at most.
 */
export type Latency = 'efficient' | 'balanced' | 'low';

/** How a wait ended. "ended": the peer is gone and everything it had published was read. */
export type WaitOutcome = 'happened' | 'timeout' | 'ended';

/** Receives a connection's events. A handler must not throw: an exception is an uncaught one. */
export interface ConnectionHandler {
  /** Rule 5. */
  readable(): void;
  /** Rule 3. */
  writable(): void;
  /** Rule 8. */
  closed(error: TransportError | undefined): void;
}

/** An open pair of byte pipes to one peer. Owned by whoever connected or accepted it. */
export interface Connection {
  /** The canonical address of the transport, for messages: `shm:orders`. */
  readonly address: string;
  /** undefined where there is no other process (memory) or the platform cannot tell. */
  readonly peer: PeerIdentity | undefined;
  /** Begins delivery to `handler`. Called once; a second call throws TransportError "closed" or a TypeError. */
  start(handler: ConnectionHandler): void;
  /** Rule 2. `offset` and `length` are bytes within `bytes`; out of range throws RangeError. */
  write(bytes: Uint8Array, offset: number, length: number): number;
  /** Rule 4. `offset` and `length` are bytes within `into`; out of range throws RangeError. */
  read(into: Uint8Array, offset: number, length: number): number;
  /**
   * As read(), for bytes that the peer is about to write: the rest of a large message. Absent where it would be no better.
   */
  fill?(into: Uint8Array, offset: number, length: number): number;
  /**
   * Rule 15. Blocks this thread until there may be bytes to read or room to write, or `timeoutMs` has passed. For
   * synchronous calls. Absent where the bytes come through this thread's own event loop.
   * @throws TransportError the violation with which the connection ended; "closed" after close()
   */
  wait?(timeoutMs: number): WaitOutcome;
  /** True when this very thread holds the other end: to wait for it would be to wait for oneself. */
  readonly isOwnPeer?: boolean;
  /**
   * With so many bytes to write, a writer with more to come need not wait for more: the peer works on them meanwhile.
   * undefined where each write() is dear.
   */
  readonly batchBytes?: number;
  /** Bytes that were written and that the peer has yet to read, where it is cheap to know. */
  readonly unreadBytes?: number;
  ref(): void;
  unref(): void;
  stats(): ConnectionStats;
  /** Rule 9. */
  close(): void;
}

export interface ListenOptions {
  /** Called from the event loop for each accepted connection; the callee owns it. */
  onConnection(connection: Connection): void;
  /** Called when accepting fails for good; the listener is closed. Without it the failure is an uncaught exception. */
  onError?(error: TransportError): void;
  /** Numeric uids, 0 to 2^32 − 2, that may connect besides our own; where the transport crosses processes. */
  allowUids?: readonly number[];
  /** Bytes of each ring, rounded up to a power of two in 64 KiB … 64 MiB (default 256 KiB); `shm:` only. */
  ringBytes?: number;
  /** Time for one handshake in ms (default 1,000, at most 600,000). */
  handshakeTimeoutMs?: number;
  /** Of the accepted connections; `shm:` only. */
  latency?: Latency;
}

export interface ConnectOptions {
  /** Wanted bytes of each ring; the server decides. */
  ringBytes?: number;
  /** Time for the handshake in ms (default 1,000, at most 600,000). */
  handshakeTimeoutMs?: number;
  /** Of this side; `shm:` only. */
  latency?: Latency;
  /** Aborts a connect that is under way. */
  signal?: AbortSignal | undefined;
  /** Numeric uids that the server may have besides our own. */
  allowUids?: readonly number[];
}

/** Accepts connections under an address. */
export interface Listener {
  readonly address: string;
  ref(): void;
  unref(): void;
  /** Rule 14. Idempotent. */
  close(): Promise<void>;
}

/** One way to move bytes. Stateless: owns nothing but what connect() and listen() return. */
export interface Transport {
  /** The address prefix it serves, without the colon. */
  readonly scheme: string;
  /**
   * @throws TransportError "not-found", "permission-denied", "handshake-failed", "version-mismatch", "timeout",
   *   "resource-exhausted", "invalid-address"; the signal's reason when aborted; TypeError or RangeError with a `code`
   *   for a wrong option
   */
  connect(target: string, options?: ConnectOptions): Promise<Connection>;
  /**
   * @throws TransportError "address-in-use", "permission-denied", "invalid-address", "system"; TypeError or RangeError
   *   with a `code` for a wrong option
   */
  listen(target: string, options: ListenOptions): Promise<Listener>;
}
