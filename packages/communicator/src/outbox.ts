// SPDX-License-Identifier: Apache-2.0
// The writing half: collects what is written in one stretch of JavaScript into one native call, and keeps what has no
// room yet, in order.
import {
  BroadcastResult,
  type NativeBroadcast,
  recordFirst,
  recordHeaderBytes,
} from '@memlane/shm/broadcast';
import { checkSize, tooLarge } from './arguments.js';
import { CommunicatorError, forgive } from './error.js';

/** What is collected for one native call. */
const stageBytes = 64 * 1024;
/** A longer message goes from the caller's array into the file, without a copy in between when there is room. */
const maxStagedBytes = 16 * 1024;
/** A UTF-16 unit has at most so many bytes in UTF-8. */
const maxBytesPerUnit = 3;

/** What waits for room, and the promise of all that wrote it. */
interface Chunk {
  /** Records, or one message that goes in pieces. */
  bytes: Buffer | Uint8Array;
  readonly isMessage: boolean;
  length: number;
  done: number;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class Outbox {
  readonly #native: NativeBroadcast;
  readonly #regionBytes: number;
  readonly #maxMessageBytes: number;
  /** The longest message that goes in one piece together with others. */
  readonly #maxStaged: number;
  /** In order; the first one waits for room. */
  readonly #queue: Chunk[] = [];
  /** Written since the last native call; after everything in the queue. */
  #stage: Chunk | undefined;
  #spare: Buffer | undefined;
  #flushes = false;

  constructor(native: NativeBroadcast, regionBytes: number, maxMessageBytes: number) {
    this.#native = native;
    this.#regionBytes = regionBytes;
    this.#maxMessageBytes = maxMessageBytes;
    this.#maxStaged = Math.min(maxStagedBytes, regionBytes - recordHeaderBytes);
  }

  /** Resolves when published. The bytes are copied before it returns. @throws CommunicatorError "message-too-large" */
  write(data: string | Uint8Array): Promise<void> {
    if (typeof data === 'string') {
      if (data.length * maxBytesPerUnit > this.#maxStaged) return this.write(Buffer.from(data));
      const stage = this.#stageFor(data.length * maxBytesPerUnit);
      const bytes = stage.bytes as Buffer;
      const length = bytes.write(data, stage.length + recordHeaderBytes);
      checkSize(length, this.#maxMessageBytes);
      return this.#staged(stage, length);
    }
    checkSize(data.length, this.#maxMessageBytes);
    if (data.length > this.#maxStaged) return this.#writeLarge(data);
    const stage = this.#stageFor(data.length);
    stage.bytes.set(data, stage.length + recordHeaderBytes);
    return this.#staged(stage, data.length);
  }

  /** False when it cannot be published at once. @throws CommunicatorError "message-too-large", "corrupt" */
  tryWrite(data: string | Uint8Array): boolean {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    checkSize(bytes.length, this.#maxMessageBytes);
    if (bytes.length + recordHeaderBytes > this.#regionBytes) {
      throw tooLarge(
        bytes.length,
        'what the region takes in one piece',
        this.#regionBytes - recordHeaderBytes,
      );
    }
    this.flush();
    if (this.#queue.length > 0 || this.#stage !== undefined) return false;
    const result = this.#native.tryMessage(bytes);
    if (result === BroadcastResult.fault) throw corrupt();
    return result === 1;
  }

  /** Hands over what was collected, if nothing is in line before it. */
  flush(): void {
    if (this.#queue.length > 0) return;
    this.#seal();
    this.#pump();
  }

  /** There may be room again. */
  resume(): void {
    this.#pump();
    this.flush();
  }

  /** Publishes what there is room for; the rest is rejected. */
  close(error: CommunicatorError): void {
    this.flush();
    this.#seal();
    this.#rejectAll(error);
  }

  /** The stage, with room for a record of `bytes` bytes. */
  #stageFor(bytes: number): Chunk {
    const stage = this.#stage;
    if (stage !== undefined) {
      if (stage.length + recordHeaderBytes + bytes <= stage.bytes.length) return stage;
      const waits = this.#queue.length > 0;
      this.#seal();
      if (!waits) this.#pump();
    }
    const bytesOfStage = this.#spare ?? Buffer.allocUnsafeSlow(stageBytes);
    this.#spare = undefined;
    this.#stage = newChunk(bytesOfStage, false, 0);
    return this.#stage;
  }

  #staged(stage: Chunk, length: number): Promise<void> {
    const bytes = stage.bytes as Buffer;
    bytes.writeUInt32LE(length + recordFirst, stage.length);
    bytes.writeUInt32LE(0, stage.length + 4);
    stage.length += recordHeaderBytes + length;
    if (!this.#flushes) {
      this.#flushes = true;
      queueMicrotask(() => {
        this.#flushes = false;
        this.flush();
      });
    }
    return stage.promise;
  }

  #writeLarge(data: Uint8Array): Promise<void> {
    const waits = this.#queue.length > 0;
    this.#seal();
    const chunk = newChunk(data, true, data.length);
    this.#queue.push(chunk);
    if (!waits) this.#pump();
    // The caller may change its array now. Not slice(), which for a Buffer copies nothing.
    if (chunk.done < chunk.length) chunk.bytes = new Uint8Array(data);
    return chunk.promise;
  }

  #seal(): void {
    const stage = this.#stage;
    if (stage === undefined) return;
    this.#stage = undefined;
    if (stage.length > 0) this.#queue.push(stage);
  }

  #pump(): void {
    for (let chunk = this.#queue[0]; chunk !== undefined; chunk = this.#queue[0]) {
      const written = chunk.isMessage
        ? this.#native.writePieces(chunk.bytes, chunk.done)
        : this.#native.writeRecords(
            chunk.done === 0 ? chunk.bytes : chunk.bytes.subarray(chunk.done),
            chunk.length - chunk.done,
          );
      if (written === BroadcastResult.fault) {
        this.#seal();
        this.#rejectAll(corrupt());
        return;
      }
      chunk.done += written;
      if (chunk.done < chunk.length) return;
      this.#queue.shift();
      if (!chunk.isMessage) this.#spare = chunk.bytes as Buffer;
      chunk.resolve();
    }
  }

  #rejectAll(error: CommunicatorError): void {
    for (const chunk of this.#queue.splice(0)) {
      forgive(chunk.promise, error);
      chunk.reject(error);
    }
  }
}

function newChunk(bytes: Buffer | Uint8Array, isMessage: boolean, length: number): Chunk {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((onPublished, onFailed) => {
    resolve = onPublished;
    reject = onFailed;
  });
  return { bytes, isMessage, length, done: 0, promise, resolve, reject };
}

function corrupt(): CommunicatorError {
  return new CommunicatorError(
    'corrupt',
    'the file holds what no communicator writes; nothing can be written',
  );
}
