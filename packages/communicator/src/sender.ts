// SPDX-License-Identifier: Apache-2.0
// The writer of a communicator, from its first message on: takes the place to write, and keeps in line what is written
// while another process has the file's lock.
import type { BroadcastFailure, NativeBroadcast } from '@memlane/shm/broadcast';
import { checkSize } from './arguments.js';
import { Backlog } from './backlog.js';
import type { Entrance } from './entrance.js';
import type { CommunicatorError } from './error.js';
import { isPassing, LockWait } from './lock-wait.js';
import { Outbox } from './outbox.js';

export class Sender {
  readonly #native: NativeBroadcast;
  readonly #entrance: Entrance;
  readonly #maxMessageBytes: number;
  readonly #backlog: Backlog;
  readonly #wait: LockWait;
  #outbox: Outbox | undefined;

  constructor(native: NativeBroadcast, entrance: Entrance, maxMessageBytes: number) {
    this.#native = native;
    this.#entrance = entrance;
    this.#maxMessageBytes = maxMessageBytes;
    this.#backlog = new Backlog(maxMessageBytes);
    this.#wait = new LockWait(
      entrance.line,
      () => {
        const claimed = this.#claim();
        return claimed instanceof Outbox ? undefined : claimed;
      },
      (failure) => this.#claimed(failure),
    );
  }

  /** True while writes wait for the file's lock. */
  get waits(): boolean {
    return this.#wait.waitsFor !== undefined;
  }

  /** As Outbox.write(). @throws CommunicatorError also for what is in the way, but for the lock, which it waits for */
  write(data: string | Uint8Array): Promise<void> {
    if (this.#outbox !== undefined) return this.#outbox.write(data);
    const entered = this.#enter();
    if (entered instanceof Outbox) return entered.write(data);
    const written = this.#backlog.add(data);
    if (entered !== undefined) this.#wait.start(entered);
    return written;
  }

  /** As Outbox.tryWrite(); false as well while another process has the file's lock. */
  tryWrite(data: string | Uint8Array): boolean {
    if (this.#outbox !== undefined) return this.#outbox.tryWrite(data);
    const entered = this.#enter();
    if (entered instanceof Outbox) return entered.tryWrite(data);
    checkSize(typeof data === 'string' ? Buffer.byteLength(data) : data.length, this.#maxMessageBytes);
    return false;
  }

  /** There may be room again. */
  resume(): void {
    this.#outbox?.resume();
  }

  setAlive(alive: boolean): void {
    this.#wait.setAlive(alive);
  }

  /** Publishes what there is room for, if the place to write can be had at once; the rest is rejected. */
  close(error: CommunicatorError): void {
    if (this.waits) {
      this.#wait.cancel();
      if (this.#claim() instanceof Outbox) this.#claimed(undefined);
    }
    this.#outbox?.close(error);
    this.#backlog.reject(error);
  }

  /** What is in the way, if it passes; undefined while others wait for that. @throws CommunicatorError if it does not */
  #enter(): Outbox | BroadcastFailure | undefined {
    if (this.waits) return undefined;
    this.#entrance.line.letPass();
    const claimed = this.#claim();
    if (claimed instanceof Outbox || isPassing(claimed)) return claimed;
    throw this.#entrance.error(claimed);
  }

  #claim(): Outbox | BroadcastFailure {
    const claimed = this.#entrance.claimWriter();
    if (typeof claimed !== 'number') return claimed;
    this.#outbox = new Outbox(this.#native, claimed, this.#maxMessageBytes);
    return this.#outbox;
  }

  #claimed(failure: BroadcastFailure | undefined): void {
    const outbox = this.#outbox;
    if (outbox !== undefined) this.#backlog.drainTo((bytes) => outbox.write(bytes));
    else if (failure !== undefined) this.#backlog.reject(this.#entrance.error(failure));
  }
}
