// SPDX-License-Identifier: Apache-2.0
// The context of one handler call. Everything that costs something is made when it is asked for.
import type { MetadataEntry } from '@memlane/protocol';
import type { PeerIdentity } from '@memlane/transport';
import { abortController } from './abort-controller.js';
import { Code } from './code.js';
import { trailersOf } from './error-details.js';
import type { Send } from './message-writer.js';
import { Metadata } from './metadata.js';
import type { RpcError } from './rpc-error.js';
import type { StreamingContext } from './server-types.js';

/** What a context needs of its call. */
export interface ContextOwner {
  readonly path: string;
  readonly peer: PeerIdentity | undefined;
  readonly closing: AbortSignal;
  /** Sends the initial metadata. @throws RpcError RESOURCE_EXHAUSTED above the client's limit */
  sendHeaders(metadata: Metadata): void;
  /** Sends one response of a stream of them; throws for a method that has only one. */
  readonly send: Send<unknown>;
}

export class ServerContext implements StreamingContext<unknown> {
  deadline: number | undefined;
  readonly #owner: ContextOwner;
  readonly #received: readonly MetadataEntry[] | undefined;
  #metadata: Metadata | undefined;
  #responseMetadata: Metadata | undefined;
  #trailers: Metadata | undefined;
  #controller: AbortController | undefined;
  #abortReason: RpcError | undefined;
  #send: Send<unknown> | undefined;
  /** The initial metadata are out, or a message or status went before them: it is too late for any. */
  #headersOver = false;

  constructor(
    owner: ContextOwner,
    received: readonly MetadataEntry[] | undefined,
    deadline: number | undefined,
  ) {
    this.#owner = owner;
    this.#received = received;
    this.deadline = deadline;
  }

  get method(): string {
    return this.#owner.path;
  }

  get peer(): PeerIdentity | undefined {
    return this.#owner.peer;
  }

  get closing(): AbortSignal {
    return this.#owner.closing;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = abortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  get metadata(): Metadata {
    this.#metadata ??= this.#received === undefined ? new Metadata() : Metadata.received(this.#received);
    return this.#metadata;
  }

  get responseMetadata(): Metadata {
    this.#responseMetadata ??= new Metadata();
    return this.#responseMetadata;
  }

  get trailers(): Metadata {
    this.#trailers ??= new Metadata();
    return this.#trailers;
  }

  sendHeaders(): void {
    if (this.#headersOver) return;
    this.#headersOver = true;
    this.#owner.sendHeaders(this.responseMetadata);
  }

  get send(): Send<unknown> {
    this.#send ??= this.#owner.send;
    return this.#send;
  }

  /** For the call: before its first message or its status, the initial metadata if the handler has set any. */
  flushHeaders(): void {
    if (this.#headersOver) return;
    this.#headersOver = true;
    const metadata = this.#responseMetadata;
    if (metadata !== undefined && metadata.size > 0) this.#owner.sendHeaders(metadata);
  }

  /** For the call: the trailers, with those of an error behind them, where it ends with `code`. */
  finalTrailers(error?: RpcError, code: number = Code.UNKNOWN): readonly MetadataEntry[] | undefined {
    const own = this.#trailers === undefined ? [] : Metadata.entriesOf(this.#trailers);
    const more = error === undefined ? [] : trailersOf(error.metadata, code);
    return own.length + more.length === 0 ? undefined : [...own, ...more];
  }

  /** For the call: it is over before the handler is. */
  abort(reason: RpcError): void {
    this.#abortReason ??= reason;
    this.#controller?.abort(this.#abortReason);
  }
}
