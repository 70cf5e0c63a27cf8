// SPDX-License-Identifier: Apache-2.0
// The communicator: two or more processes share a named memory-mapped file and exchange byte arrays.
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { BroadcastEvent, createBroadcast, type NativeBroadcast } from '@memlane/shm/broadcast';
import { runtimeDirectory, TransportError } from '@memlane/transport';
import { checkCapacity, checkData, checkMaxMessageBytes, checkName, checkPosition } from './arguments.js';
import { disposeAtExit, isExiting } from './at-exit.js';
import { Entrance } from './entrance.js';
import { CommunicatorError } from './error.js';
import type { Attempt } from './failure.js';
import { Inbox, type InboxHandler, type Unfinished } from './inbox.js';
import { isPassing, LockWait } from './lock-wait.js';
import { Sender } from './sender.js';

/** How long the last calls before the process exits may wait for the file's lock, in ms. */
const exitPatienceMs = 100;

/** What one message brought. The bytes are the receiver's own. */
export interface DataReceived {
  readonly data: Uint8Array;
}

export interface CommunicatorEvents {
  /** A message, whole and in order. */
  dataReceived: [event: DataReceived];
  /**
   * "message-too-large": a message exceeded `maxMessageBytes` here and was left out. "corrupt": reading has ended. After a
   * startReader() that found another process at the file's lock, also what startReader() else throws: reading has not
   * begun. As with every emitter of Node.js, one that nobody listens to is thrown.
   */
  error: [error: CommunicatorError];
}

export interface CommunicatorOptions {
  /** The largest message that is sent or received, in bytes. Default 64 MiB, at most 1 GiB. */
  readonly maxMessageBytes?: number;
}

/**
 * Exchanges byte arrays with the communicators of the same name, in any process of this user. Nothing here blocks: not for
 * data, not for room, and not for the file's lock, which who comes or goes has for microseconds. When a process is stopped
 * while it has it, what the others do takes effect once the lock is free, or fails with "busy" after a second; after 30 s
 * when it is making the file.
 *
 * Messages written at a position go to every communicator that reads at this position. A region runs from its position
 * to the next position in use or to the end of the capacity; each message takes 8 bytes of it more than it has.
 */
export class MemoryMappedFileCommunicator extends EventEmitter<CommunicatorEvents> implements Disposable {
  readonly #attempt: Attempt;
  readonly #maxMessageBytes: number;
  readonly #native: NativeBroadcast;
  /** The native side holds it weakly, so that an idle communicator may be collected. */
  readonly #onEvent = (events: number): void => this.#dispatch(events);
  readonly #entrance: Entrance;
  readonly #joining: LockWait;
  readonly #sender: Sender;
  readonly #forget: () => void;
  #disposed = false;
  #inbox: Inbox | undefined;
  /** Where stopReader() cut off a message. */
  #unfinished: Unfinished | undefined;

  /**
   * Opens the file, or makes it. The first one in resets what a crash has left there. While another process has the file's
   * lock, and when a large file must be made, that is done a little later, and what would be thrown here comes with each use.
   * @param name 1 to 64 letters, digits, ".", "_" or "-"
   * @param capacity bytes for all regions together, the same in all processes: 16 to 1 GiB
   * @throws TypeError, RangeError; CommunicatorError "invalid-name", "invalid-capacity", "capacity-mismatch",
   *   "unsupported" without the native addon, "permission-denied", "resource-exhausted", "corrupt", "system"
   */
  constructor(name: string, capacity: number, options: CommunicatorOptions = {}) {
    super();
    checkName(name);
    checkCapacity(capacity);
    this.#maxMessageBytes = checkMaxMessageBytes(options);
    this.#attempt = { name, capacity, path: join(directory(), `communicator-${name}.map`) };
    const native = createBroadcast(this.#attempt.path, capacity, this.#onEvent);
    if (typeof native === 'string') {
      throw new CommunicatorError('unsupported', `communicator "${name}" needs the native part: ${native}`);
    }
    this.#native = native;
    this.#entrance = new Entrance(native, this.#attempt);
    this.#sender = new Sender(native, this.#entrance, this.#maxMessageBytes);
    this.#joining = new LockWait(
      this.#entrance.line,
      () => this.#entrance.join(),
      (failure) => {
        if (failure === undefined) this.#beginReading();
        else this.emit('error', this.#entrance.error(failure));
      },
    );
    const failure = this.#entrance.open();
    if (failure !== undefined) {
      native.close();
      throw this.#entrance.error(failure);
    }
    this.#forget = disposeAtExit(this);
  }

  get name(): string {
    return this.#attempt.name;
  }

  /** In bytes. */
  get capacity(): number {
    return this.#attempt.capacity;
  }

  /** Where what this one reads begins, in bytes. 0 at first; to be set before the first start or write. */
  get readPosition(): number {
    return this.#entrance.readPosition;
  }

  /** @throws TypeError; CommunicatorError "invalid-position", "already-started", "disposed" */
  set readPosition(position: number) {
    this.#entrance.readPosition = this.#checkPosition('readPosition', position);
  }

  /** Where what this one writes begins, in bytes. 0 at first; to be set before the first start or write. */
  get writePosition(): number {
    return this.#entrance.writePosition;
  }

  /** @throws TypeError; CommunicatorError "invalid-position", "already-started", "disposed" */
  set writePosition(position: number) {
    this.#entrance.writePosition = this.#checkPosition('writePosition', position);
  }

  /** True from startReader() to stopReader(). */
  get isReading(): boolean {
    return this.#inbox !== undefined || this.#joining.waitsFor !== undefined;
  }

  /**
   * Begins to raise `dataReceived`: with what was written while there was no reader, or else with what is written from now
   * on. Keeps the process alive, as an open socket does; see unref(). Does nothing while it reads.
   * While another process has the file's lock, it begins once that is free; what keeps it from that is an `error` event.
   * @throws CommunicatorError "overlapping-regions", "too-many-readers", "too-many-regions", "disposed", "corrupt", and what
   *   the constructor throws; as the event also "busy"
   */
  startReader(): void {
    if (this.#disposed) throw this.#disposedError();
    if (this.isReading) return;
    this.#entrance.line.letPass();
    const failure = this.#entrance.join();
    if (failure === undefined) this.#beginReading();
    else if (isPassing(failure)) this.#joining.start(failure);
    else throw this.#entrance.error(failure);
  }

  /** No event is raised after it. What was not delivered is kept for the next reader, if this was the only one. */
  stopReader(): void {
    this.#joining.cancel();
    const inbox = this.#inbox;
    this.#inbox = undefined;
    if (inbox !== undefined) this.#unfinished = inbox.stop();
  }

  /**
   * Sends one message; a string as UTF-8. The bytes are copied before this returns. The promise is shared with what is
   * written in the same stretch of JavaScript, or waits with it; it settles when all of that is published, whether or not
   * somebody reads.
   * While the region is full, or another process has the file's lock, it waits, and so does the process before it ends.
   * @throws never; it rejects with TypeError, or CommunicatorError "writer-exists", "message-too-large",
   *   "overlapping-regions", "too-many-regions", "disposed", "busy", "corrupt", and what the constructor throws
   */
  write(data: string | Uint8Array): Promise<void> {
    try {
      return this.#checked(data).write(data);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Sends one message at once, or returns false because there is no room, others wait in line, or another process has the
   * file's lock.
   * @throws what write() rejects with but "busy"; "message-too-large" also for a message that the region cannot take in one
   *   piece
   */
  tryWrite(data: string | Uint8Array): boolean {
    return this.#checked(data).tryWrite(data);
  }

  /** A reader, or a write that waits, keeps the process alive: the default. */
  ref(): this {
    return this.#setAlive(true);
  }

  /** Neither does. */
  unref(): this {
    return this.#setAlive(false);
  }

  /**
   * Publishes what there is room for, stops reading and leaves; the last one out removes the file. Writes that wait reject
   * with "disposed". Done by itself when the process exits without being killed. Idempotent. Never throws.
   */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#forget();
    if (isExiting()) this.#native.setPatience(exitPatienceMs);
    this.#sender.close(this.#disposedError());
    this.stopReader();
    this.#unfinished = undefined;
    this.#entrance.close();
    this.#native.close();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #dispatch(events: number): void {
    // Room first: what the handlers write finds it.
    if ((events & BroadcastEvent.writable) !== 0) this.#sender.resume();
    if ((events & BroadcastEvent.readable) !== 0) this.#inbox?.drain();
  }

  #beginReading(): void {
    const handler: InboxHandler = {
      message: (data) => this.emit('dataReceived', { data }),
      failed: (error) => {
        if (error.code === 'corrupt') this.#inbox = undefined;
        this.emit('error', error);
      },
    };
    this.#inbox = new Inbox(this.#native, this.#maxMessageBytes, handler, this.#unfinished);
    this.#unfinished = undefined;
  }

  #checked(data: unknown): Sender {
    checkData(data);
    if (this.#disposed) throw this.#disposedError();
    return this.#sender;
  }

  #setAlive(alive: boolean): this {
    this.#native.setAlive(alive);
    this.#joining.setAlive(alive);
    this.#sender.setAlive(alive);
    return this;
  }

  #checkPosition(what: string, position: unknown): number {
    if (this.#disposed) throw this.#disposedError();
    const checked = checkPosition(what, position, this.capacity);
    if (!this.#entrance.used && this.#joining.waitsFor === undefined && !this.#sender.waits) return checked;
    throw new CommunicatorError(
      'already-started',
      `communicator "${this.name}": ${what} cannot change once reading or writing has begun`,
    );
  }

  #disposedError(): CommunicatorError {
    return new CommunicatorError('disposed', `communicator "${this.name}" is disposed`);
  }
}

function directory(): string {
  try {
    return runtimeDirectory();
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { message, syscall, errno } = error;
    const code = error.code === 'permission-denied' ? 'permission-denied' : 'system';
    throw new CommunicatorError(code, message, { cause: error, syscall, errno });
  }
}
