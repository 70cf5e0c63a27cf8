// SPDX-License-Identifier: Apache-2.0
// The methods that one end has called on a session: each path is sent once, and a number stands for it after that.
import { ProtocolError } from './error.js';
import { FrameType, maxMethods, maxPathBytes } from './frame.js';
import type { Outbox } from './outbox.js';

export class MethodTable {
  readonly #numbers = new Map<string, number>();
  /** Most calls are of the method that was called before. */
  #lastPath: string | undefined;
  #lastNumber = 0;

  /** The number of `path`; its DEFINE goes into the batch first when it is new. @throws ProtocolError "limit-exceeded" */
  intern(path: string, outbox: Outbox): number {
    if (path === this.#lastPath) return this.#lastNumber;
    const number = this.#numbers.get(path) ?? this.#define(path, outbox);
    this.#lastPath = path;
    this.#lastNumber = number;
    return number;
  }

  #define(path: string, outbox: Outbox): number {
    const number = this.#numbers.size;
    if (number >= maxMethods) {
      throw new ProtocolError('limit-exceeded', `a session calls at most ${maxMethods} different methods`);
    }
    const bytes = Buffer.from(path);
    if (bytes.length > maxPathBytes) {
      throw new ProtocolError(
        'limit-exceeded',
        `a method path of ${bytes.length} bytes exceeds ${maxPathBytes}`,
      );
    }
    this.#numbers.set(path, number);
    const start = outbox.begin(0);
    outbox.append(bytes, 0, bytes.length);
    outbox.end(start, 0, FrameType.DEFINE, 0, number, 0);
    return number;
  }
}
