// SPDX-License-Identifier: Apache-2.0
// Counts handlers from where they are called to where they come to their end, whatever becomes of their call.
import type { HandlerContext } from 'memlane';

type AnyHandler = (request: never, context: HandlerContext) => unknown;

export class HandlerCount {
  #entered = 0;
  #left = 0;

  /** Handlers that were called. */
  get entered(): number {
    return this.#entered;
  }

  get running(): number {
    return this.#entered - this.#left;
  }

  /** The same handlers, counted. */
  counted<H extends object>(handlers: H): H {
    const wrapped = Object.entries(handlers).map(([name, handler]) => [name, this.#wrap(handler)]);
    return Object.fromEntries(wrapped) as H;
  }

  #wrap(handler: AnyHandler): AnyHandler {
    return (request, context) => {
      this.#entered++;
      let result: unknown;
      try {
        result = handler(request, context);
      } catch (error) {
        this.#left++;
        throw error;
      }
      if (typeof result !== 'object' || result === null) this.#left++;
      else if (Symbol.asyncIterator in result) return this.#iterate(result as AsyncIterable<unknown>);
      else if (result instanceof Promise) return result.finally(() => this.#left++);
      else this.#left++;
      return result;
    };
  }

  async *#iterate(responses: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    try {
      yield* responses;
    } finally {
      this.#left++;
    }
  }
}
