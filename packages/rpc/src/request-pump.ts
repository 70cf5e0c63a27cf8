// SPDX-License-Identifier: Apache-2.0
// Moves the requests of a client-streaming or bidi call from the user's iterable or function to the stream, as credit
// allows.
import type { ClientStream } from '@memlane/protocol';
import { requestError } from './client-errors.js';
import type { RequestStream } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { MessageWriter, type WriterTarget } from './message-writer.js';
import { AttemptRequests, RequestSource } from './request-source.js';
import { RpcError, textOf } from './rpc-error.js';

export class RequestPump implements WriterTarget {
  readonly #source: RequestSource;
  /** The source is this call's alone, not that of several attempts. */
  readonly #owned: boolean;
  readonly #map: ((message: unknown) => unknown) | undefined;
  readonly #method: MethodType;
  readonly #onError: (error: RpcError) => void;
  #stream: ClientStream | undefined;
  #writer: MessageWriter | undefined;
  #stopped = false;
  /** What a request that does not fit its type was refused with. */
  #refused: RpcError | undefined;

  /** @throws TypeError when `requests` is no iterable and no function */
  constructor(
    requests: RequestStream<unknown> | AttemptRequests,
    method: MethodType,
    onError: (error: RpcError) => void,
  ) {
    this.#method = method;
    this.#onError = onError;
    this.#owned = !(requests instanceof AttemptRequests);
    if (requests instanceof AttemptRequests) {
      this.#source = requests.source;
      this.#map = requests.map;
    } else this.#source = new RequestSource(requests);
  }

  /** True once a request may have been taken from the user. */
  get started(): boolean {
    return this.#writer !== undefined;
  }

  start(stream: ClientStream): void {
    if (this.#stopped) return;
    const writer = new MessageWriter(this.#method.path, this);
    this.#stream = stream;
    this.#writer = writer;
    void this.#run(stream, writer);
  }

  /** The stream can take more. */
  drained(): void {
    this.#writer?.drained();
  }

  /**
   * The call has settled: iterable or function are told that nobody listens any more, unless nothing was taken from them
   * and another attempt may want them.
   */
  stop(error: RpcError | undefined): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#writer?.end(error ?? new RpcError(Code.CANCELLED, `${this.#method.path} has ended`));
    if (this.#owned || this.started) this.#source.leave();
  }

  async #run(stream: ClientStream, writer: MessageWriter): Promise<void> {
    try {
      await this.#source.sendAll(writer);
    } catch (error) {
      if (!this.#stopped) this.#onError(this.#sourceError(error));
      return;
    }
    if (this.#stopped) return;
    this.#stopped = true;
    writer.end(new RpcError(Code.CANCELLED, `the requests of ${this.#method.path} have ended`));
    stream.halfClose();
  }

  /** For the writer. @throws RpcError for a request that does not fit its type */
  put(message: unknown): boolean {
    try {
      const mapped = this.#map === undefined ? message : this.#map(message);
      // The map is an interceptor's and may have ended the call.
      return !this.#stopped && (this.#stream as ClientStream).send(this.#method.input, mapped);
    } catch (error) {
      this.#refused = requestError(this.#method.path, error);
      throw this.#refused;
    }
  }

  #sourceError(error: unknown): RpcError {
    if (error === this.#refused && this.#refused !== undefined) return this.#refused;
    return new RpcError(Code.CANCELLED, `the requests of ${this.#method.path} failed: ${textOf(error)}`, {
      cause: error,
    });
  }
}
