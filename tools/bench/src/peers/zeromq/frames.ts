// SPDX-License-Identifier: Apache-2.0
// What the zeromq peers say: one zeromq message per call, made of a header and a protobuf message.
import { join } from 'node:path';
import type { Place } from '../contract.js';

export const Kind = {
  echoText: 0,
  echoBlob: 1,
  echoRecord: 2,
  produce: 3,
  answer: 4,
  error: 5,
  item: 6,
  end: 7,
} as const;

export interface Header {
  readonly id: number;
  readonly kind: number;
}

export function makeHeader(id: number, kind: number): Buffer {
  const header = Buffer.allocUnsafe(5);
  header.writeUInt32LE(id, 0);
  header[4] = kind;
  return header;
}

export function readHeader(frame: Buffer): Header {
  return { id: frame.readUInt32LE(0), kind: frame[4]! };
}

export const addressOf = (place: Place): string => `ipc://${join(place.directory, 'echo.sock')}`;

/** Sends in order: a zeromq socket takes one send at a time. */
export class SendQueue {
  readonly #send: (frames: Uint8Array[]) => Promise<void>;
  #waiting: Uint8Array[][] = [];
  #idle: Promise<void> = Promise.resolve();
  #isSending = false;

  constructor(send: (frames: Uint8Array[]) => Promise<void>) {
    this.#send = send;
  }

  add(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    if (!this.#isSending) this.#idle = this.#sendAll();
  }

  /** Resolves when all that was added has been handed to zeromq. */
  sent(): Promise<void> {
    return this.#idle;
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) await this.#send(frames);
    }
    this.#isSending = false;
  }
}
