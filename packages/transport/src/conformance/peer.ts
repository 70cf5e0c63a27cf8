// SPDX-License-Identifier: Apache-2.0
// One end of a connection in the conformance suite: reads everything, counts every call, sends with back-pressure.
import type { Connection, ConnectionHandler } from '../contract.js';
import type { TransportError } from '../error.js';

export class Peer implements ConnectionHandler {
  readonly connection: Connection;
  received = 0;
  announcements = 0;
  closings = 0;
  /** Calls that came after closed(). */
  late = 0;
  /** Calls that came from inside another call; see guarded(). */
  nested = 0;
  error: TransportError | undefined;
  isStopped = false;
  onData: ((bytes: Uint8Array) => void) | undefined;
  onWritable: (() => void) | undefined;
  readonly #pieces: Buffer[] = [];
  readonly #readBytes: number;
  #isGuarded = false;

  /** Starts `connection` unless there is none; `readBytes` are taken at each announcement. */
  constructor(connection: Connection | undefined, readBytes = 64 * 1024) {
    this.connection = connection as Connection;
    this.#readBytes = readBytes;
    connection?.start(this);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Runs `call`; whatever is announced meanwhile counts as nested. */
  guarded(call: () => void): void {
    this.#isGuarded = true;
    call();
    this.#isGuarded = false;
  }

  /** Resolves when all of `bytes` has been taken. */
  async send(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      const taken = this.connection.write(bytes, offset, bytes.length - offset);
      offset += taken;
      if (offset < bytes.length) {
        await new Promise<void>((resolve) => {
          this.onWritable = resolve;
        });
      }
    }
  }

  /** Begins to read after `isStopped`. */
  resume(): void {
    this.isStopped = false;
    this.#take();
  }

  readable(): void {
    this.#count();
    this.announcements++;
    if (!this.isStopped) this.#take();
  }

  writable(): void {
    this.#count();
    this.onWritable?.();
  }

  closed(error: TransportError | undefined): void {
    this.#count();
    this.closings++;
    this.error = error;
  }

  #count(): void {
    if (this.closings > 0) this.late++;
    if (this.#isGuarded) this.nested++;
  }

  #take(): void {
    // Without a connection of its own it only listens.
    if (this.connection === undefined) return;
    const into = Buffer.alloc(this.#readBytes);
    const count = this.connection.read(into, 0, into.length);
    if (count === 0) return;
    this.received += count;
    const bytes = into.subarray(0, count);
    this.#pieces.push(bytes);
    this.onData?.(bytes);
  }
}

/** `length` bytes that depend on `seed` and on where they stand. */
export function pattern(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >>> 8) * 17 + seed * 101) & 0xff;
  return bytes;
}

/** Waits until `condition` holds, looking after every turn of the event loop; the test's own timeout ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
