// SPDX-License-Identifier: Apache-2.0
// What the cases have in common: payloads, and assertions about them and about statuses.
import assert from 'node:assert/strict';
import { type CallOptions, type Code, codeName, type Metadata, RpcError } from 'memlane';
import type { Payload, PayloadInit } from '../gen/interop.js';

/** gRPC's request sizes of the streaming cases, and the response sizes that go with them. */
export const requestSizes = [27182, 8, 1828, 45904] as const;
export const responseSizes = [31415, 9, 2653, 58979] as const;

export function payload(bytes: number): PayloadInit {
  return { body: new Uint8Array(bytes) };
}

/** Asserts a payload of exactly so many zero bytes. */
export function assertPayload(actual: Payload | undefined, bytes: number): void {
  assert.ok(actual !== undefined, 'the response has a payload');
  assert.equal(actual.type, 0);
  assert.equal(actual.body.length, bytes);
  assert.ok(Buffer.from(actual.body).equals(Buffer.alloc(bytes)), `a body of ${bytes} bytes is all zeros`);
}

/** Asserts that `call` ends in exactly this code, and text if given. */
export async function assertStatus(call: Promise<unknown>, code: Code, text?: string): Promise<RpcError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof RpcError, `the call ends with ${codeName(code)}, not ${String(error ?? 'OK')}`);
  assert.equal(error.codeName, codeName(code), error.message);
  if (text !== undefined) assert.equal(error.message, text);
  return error;
}

export async function collect<T>(responses: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const response of responses) all.push(response);
  return all;
}

/** What the server sent beside the messages. */
export interface Received {
  readonly headers: [string, string | Uint8Array][][];
  readonly trailers: [string, string | Uint8Array][][];
  readonly options: CallOptions;
}

/** Call options that record initial metadata and trailers. */
export function recorder(options: CallOptions = {}): Received {
  const headers: Received['headers'] = [];
  const trailers: Received['trailers'] = [];
  const plain = (metadata: Metadata): [string, string | Uint8Array][] =>
    [...metadata].map(([key, value]) => [key, typeof value === 'string' ? value : Uint8Array.from(value)]);
  return {
    headers,
    trailers,
    options: {
      ...options,
      onHeaders: (metadata) => headers.push(plain(metadata)),
      onTrailers: (metadata) => trailers.push(plain(metadata)),
    },
  };
}

/** A stream of requests that ends when `end` is called, and tells what it was asked for. */
export class Requests<T> implements AsyncIterable<T> {
  readonly #queue: T[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  send(request: T): void {
    this.#queue.push(request);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.#queue.length > 0) yield this.#queue.shift() as T;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
