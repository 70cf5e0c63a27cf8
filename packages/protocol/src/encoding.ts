// SPDX-License-Identifier: Apache-2.0
// Encoding a message in place: a getter of it can run any code of the user, which may use the very session whose batch
// is just being written. Calls and messages are refused then, what has no payload is sent afterwards.
import { ProtocolError } from './error.js';
import type { Encoder } from './message-sender.js';
import type { Outbox } from './outbox.js';

/** What an outbox is in the middle of. */
export class Encoding {
  /** Where the frame begins whose message is being encoded; 0 while there is none. */
  start = 0;
  /** Frames without payload that came meanwhile: the four arguments of Outbox.control() each. */
  readonly #deferred: number[] = [];

  /** @throws ProtocolError "reentered" while a message is being encoded */
  check(): void {
    if (this.start !== 0)
      throw new ProtocolError('reentered', 'another message of the same connection is being encoded');
  }

  get hasDeferred(): boolean {
    return this.#deferred.length > 0;
  }

  /** Keeps a frame until sendDeferred(). */
  defer(streamId: number, type: number, code: number, extra: number): void {
    this.#deferred.push(streamId, type, code, extra);
  }

  sendDeferred(outbox: Outbox): void {
    const frames = this.#deferred.splice(0);
    for (let at = 0; at < frames.length; at += 4) {
      const [streamId, type, code, extra] = frames.slice(at, at + 4) as [number, number, number, number];
      outbox.control(streamId, type, code, extra);
    }
  }
}

/**
 * Encodes a message into the frame begun at `start`. What a getter of it did may have closed the session or ended the
 * stream: look again afterwards.
 * @throws what the encoder throws; the frame is taken back then
 */
export function encodeInto<T>(outbox: Outbox, start: number, encoder: Encoder<T>, message: T): void {
  const { encoding } = outbox;
  encoding.start = start;
  try {
    encoder.encode(message, outbox.writer);
  } catch (error) {
    encoding.start = 0;
    outbox.abort(start);
    throw error;
  }
  encoding.start = 0;
}
