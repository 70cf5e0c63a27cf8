// SPDX-License-Identifier: Apache-2.0
// Calls of every kind, one behind the other in many lanes, each held to its rules: right answers in the right order, and
// one end. A lane stops at its first failure.
import assert from 'node:assert/strict';
import { type Client, type Metadata, RpcError } from 'memlane';
import type { StreamingOutputCallRequestInit, TestService } from '../gen/interop.js';
import { assertPayload, payload, Requests } from '../interop/expect.js';
import type { Random } from '../random.js';

type TestClient = Client<typeof TestService>;

export class Load {
  readonly #client: TestClient;
  readonly #random: Random;
  readonly #onDone: () => void;
  #done = 0;

  /** `onDone` is called behind each call that ended well. */
  constructor(client: TestClient, random: Random, onDone: () => void = () => {}) {
    this.#client = client;
    this.#random = random;
    this.#onDone = onDone;
  }

  /** Calls that ended well. */
  get done(): number {
    return this.#done;
  }

  /**
   * Runs `lanes` of calls, a quarter of which never come to an answer, until each has failed.
   * @returns the errors, one of each lane
   */
  run(lanes: number): Promise<RpcError[]> {
    return Promise.all(Array.from({ length: lanes }, (_, lane) => this.#lane(lane % 4)));
  }

  async #lane(kind: number): Promise<RpcError> {
    for (;;) {
      try {
        if (kind === 3) await this.#unanswered();
        else await [this.#unary, this.#serverStream, this.#duplex][kind]!.call(this);
      } catch (error) {
        if (error instanceof RpcError) return error;
        throw error;
      }
      this.#done++;
      this.#onDone();
    }
  }

  #size(): number {
    return this.#random.chance(10) ? this.#random.below(200_000) : this.#random.below(2000);
  }

  async #unary(): Promise<void> {
    const end = new OneEnd();
    const responseSize = this.#size();
    const request = { responseSize, payload: payload(this.#size()) };
    const response = await this.#client.unaryCall(request, end.options).catch((error) => end.failed(error));
    assertPayload(response.payload, responseSize);
    end.ok();
  }

  async #serverStream(): Promise<void> {
    const end = new OneEnd();
    const sizes = this.#random.list(this.#random.below(50), () => this.#size());
    const request = { responseParameters: sizes.map((size) => ({ size })) };
    const responses = this.#client.streamingOutputCall(request, end.options);
    let taken = 0;
    try {
      for await (const response of responses) assertPayload(response.payload, sizes[taken++]!);
    } catch (error) {
      // Behind its end an iterator has nothing more.
      assert.deepEqual(await responses.next(), { done: true, value: undefined });
      end.failed(error);
    }
    assert.equal(taken, sizes.length);
    end.ok();
  }

  async #duplex(): Promise<void> {
    const end = new OneEnd();
    const requests = new Requests<StreamingOutputCallRequestInit>();
    const responses = this.#client.fullDuplexCall(requests, end.options);
    try {
      for (let left = this.#random.below(10); left > 0; left--) {
        const size = this.#size();
        requests.send({ responseParameters: [{ size }], payload: payload(this.#size()) });
        assertPayload((await responses.next()).value?.payload, size);
      }
      requests.end();
      assert.deepEqual(await responses.next(), { done: true, value: undefined });
    } catch (error) {
      requests.end();
      end.failed(error);
    }
    end.ok();
  }

  async #unanswered(): Promise<void> {
    const end = new OneEnd();
    const responses = this.#client.fullDuplexCall(new Requests<object>(), end.options);
    const next = await responses.next().catch((error) => end.failed(error));
    assert.fail(`a call that has no answer got ${JSON.stringify(next)}`);
  }
}

/** Watches that nothing comes behind the end of a call, and that the end comes once. */
class OneEnd {
  #over = false;
  #trailers = 0;

  readonly options = {
    onHeaders: () => assert.ok(!this.#over, 'no initial metadata come behind the end'),
    onTrailers: (_: Metadata) => {
      assert.ok(!this.#over, 'no trailers come behind the end');
      assert.equal(++this.#trailers, 1, 'trailers come once');
    },
  };

  ok(): void {
    this.#end();
    assert.equal(this.#trailers, 1, 'a call that ends well has a status');
  }

  failed(error: unknown): never {
    this.#end();
    throw error;
  }

  #end(): void {
    assert.ok(!this.#over, 'a call ends once');
    this.#over = true;
  }
}
