// SPDX-License-Identifier: Apache-2.0
// The communicator: two or more processes share a named memory-mapped file and exchange byte arrays.
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { BroadcastEvent, type NativeBroadcast, openBroadcast } from '@memlane/shm/broadcast';
import { runtimeDirectory, TransportError } from '@memlane/transport';
import { checkCapacity, checkData, checkMaxMessageBytes, checkName, checkPosition } from './arguments.js';
import { disposeAtExit } from './at-exit.js';
import { CommunicatorError } from './error.js';
import { type Attempt, failureError } from './failure.js';
import { Inbox, type InboxHandler, type Unfinished } from './inbox.js';
import { Outbox } from './outbox.js';

/** What one message brought. The bytes are the receiver's own. */
export interface DataReceived {
  readonly data: Uint8Array;
}

export interface CommunicatorEvents {
  /** A message, whole and in order. */
  dataReceived: [event: DataReceived];
  /**
   * "message-too-large": a message exceeded `maxMessageBytes` here and was left out. "corrupt": reading has ended. As
   * with every emitter of Node.js, one that nobody listens to is thrown.
   */
  error: [error: CommunicatorError];
}

export interface CommunicatorOptions {
  /** The largest message that is sent or received, in bytes. Default 64 MiB, at most 1 GiB. */
  readonly maxMessageBytes?: number;
}

/**
 * Exchanges byte arrays with the communicators of the same name, in any process of this user. Nothing here blocks for data
 * or room. Who comes or goes takes the file's lock, for microseconds; a process that was stopped while it held it blocks
 * the constructor and the first use of the others for up to two seconds ("busy"), and dispose() for 200 ms. The constructor
 * waits up to 30 s for another process that makes a large file.
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
  readonly #forget: () => void;
  #readPosition = 0;
  #writePosition = 0;
  #started = false;
  #disposed = false;
  #inbox: Inbox | undefined;
  /** Where stopReader() cut off a message. */
  #unfinished: Unfinished | undefined;
  #outbox: Outbox | undefined;

  /**
   * Opens the file, or makes it. The first one in resets what a crash has left there.
   * @param name 1 to 64 letters, digits, ".", "_" or "-"
   * @param capacity bytes for all regions together, the same in all processes: 16 to 1 GiB
   * @throws TypeError, RangeError; CommunicatorError "invalid-name", "invalid-capacity", "capacity-mismatch",
   *   "unsupported" without the native addon, "permission-denied", "resource-exhausted", "corrupt", "busy", "system"
   */
  constructor(name: string, capacity: number, options: CommunicatorOptions = {}) {
    super();
    checkName(name);
    checkCapacity(capacity);
    this.#maxMessageBytes = checkMaxMessageBytes(options);
    this.#attempt = { name, capacity, path: join(directory(), `communicator-${name}.map`) };
    const opened = openBroadcast(this.#attempt.path, capacity, this.#onEvent);
    if (typeof opened === 'string') {
      throw new CommunicatorError('unsupported', `communicator "${name}" needs the native part: ${opened}`);
    }
    if ('code' in opened) throw failureError(opened, this.#attempt);
    this.#native = opened;
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
    return this.#readPosition;
  }

  /** @throws TypeError; CommunicatorError "invalid-position", "already-started", "disposed" */
  set readPosition(position: number) {
    this.#readPosition = this.#checkPosition('readPosition', position);
  }

  /** Where what this one writes begins, in bytes. 0 at first; to be set before the first start or write. */
  get writePosition(): number {
    return this.#writePosition;
  }

  /** @throws TypeError; CommunicatorError "invalid-position", "already-started", "disposed" */
  set writePosition(position: number) {
    this.#writePosition = this.#checkPosition('writePosition', position);
  }

  /** True from startReader() to stopReader(). */
  get isReading(): boolean {
    return this.#inbox !== undefined;
  }

  /**
   * Begins to raise `dataReceived`: with what was written while there was no reader, or else with what is written from now
   * on. Keeps the process alive, as an open socket does; see unref(). Does nothing while it reads.
   * @throws CommunicatorError "overlapping-regions", "too-many-readers", "too-many-regions", "disposed", "busy", "corrupt"
   */
  startReader(): void {
    this.#start();
    if (this.#inbox !== undefined) return;
    const failure = this.#native.join();
    if (failure !== undefined) throw failureError(failure, this.#attempt);
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

  /** No event is raised after it. What was not delivered is kept for the next reader, if this was the only one. */
  stopReader(): void {
    const inbox = this.#inbox;
    this.#inbox = undefined;
    if (inbox !== undefined) this.#unfinished = inbox.stop();
  }

  /**
   * Sends one message; a string as UTF-8. The bytes are copied before this returns. The promise is shared with what is
   * written in the same stretch of JavaScript, or waits with it; it settles when all of that is published, whether or not
   * somebody reads.
   * While the region is full it waits, and so does the process before it ends.
   * @throws never; it rejects with TypeError, or CommunicatorError "writer-exists", "message-too-large",
   *   "overlapping-regions", "too-many-regions", "disposed", "busy", "corrupt"
   */
  write(data: string | Uint8Array): Promise<void> {
    try {
      return this.#writer(data).write(data);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Sends one message at once, or returns false because there is no room or others wait in line.
   * @throws what write() rejects with; "message-too-large" also for a message that the region cannot take in one piece
   */
  tryWrite(data: string | Uint8Array): boolean {
    return this.#writer(data).tryWrite(data);
  }

  /** A reader, or a write that waits, keeps the process alive: the default. */
  ref(): this {
    this.#native.setAlive(true);
    return this;
  }

  /** Neither does. */
  unref(): this {
    this.#native.setAlive(false);
    return this;
  }

  /**
   * Publishes what there is room for, stops reading and leaves; the last one out removes the file. Writes that wait reject
   * with "disposed". Done by itself when the process exits without being killed. Idempotent. Never throws.
   */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#forget();
    this.#outbox?.close(this.#disposedError());
    this.stopReader();
    this.#unfinished = undefined;
    this.#native.close();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #dispatch(events: number): void {
    // Room first: what the handlers write finds it.
    if ((events & BroadcastEvent.writable) !== 0) this.#outbox?.resume();
    if ((events & BroadcastEvent.readable) !== 0) this.#inbox?.drain();
  }

  #writer(data: unknown): Outbox {
    checkData(data);
    this.#start();
    if (this.#outbox !== undefined) return this.#outbox;
    const claimed = this.#native.claimWriter();
    if (typeof claimed !== 'number') throw failureError(claimed, this.#attempt);
    this.#outbox = new Outbox(this.#native, claimed, this.#maxMessageBytes);
    return this.#outbox;
  }

  /** From the first use on the positions are known to the other processes. */
  #start(): void {
    if (this.#disposed) throw this.#disposedError();
    if (this.#started) return;
    const failure = this.#native.use(this.#readPosition, this.#writePosition);
    if (failure !== undefined) {
      const positions = [this.#readPosition, this.#writePosition] as const;
      throw failureError(failure, { ...this.#attempt, positions });
    }
    this.#started = true;
  }

  #checkPosition(what: string, position: unknown): number {
    if (this.#disposed) throw this.#disposedError();
    const checked = checkPosition(what, position, this.capacity);
    if (!this.#started) return checked;
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
