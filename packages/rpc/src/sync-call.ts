// SPDX-License-Identifier: Apache-2.0
// A unary call that blocks its thread until it is over. It is an ordinary call in everything but how it waits and when it
// tells: its callbacks run when the wait is over, so nothing of the user runs inside it.
import { type ClientSession, type MetadataEntry, type StreamFailure, waitForStream } from '@memlane/protocol';
import { holdingAnnouncements } from './announce.js';
import { argumentTypeError } from './argument-error.js';
import { type CallRouter, ClientCall } from './client-call.js';
import type { SyncCallOptions } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { RpcError } from './rpc-error.js';

/** Where synchronous calls go. The channel. */
export interface SyncChannel {
  readonly address: string;
  /** A session that takes calls and can be waited for. @throws RpcError that says why there is none */
  syncSession(): ClientSession;
}

/**
 * @returns the response
 * @throws RpcError, the one that the promise of the asynchronous method would reject with; FAILED_PRECONDITION when the
 *   call could never be answered
 */
export function callSync<O>(
  channel: SyncChannel,
  method: MethodType,
  request: unknown,
  options: SyncCallOptions | undefined,
): O {
  if ((options as { waitForReady?: unknown } | undefined)?.waitForReady !== undefined) {
    throw argumentTypeError('waitForReady', 'left out of a synchronous call', true);
  }
  return new SyncCall<O>(channel, method, options, request).run();
}

type Outcome =
  | { readonly failure: StreamFailure }
  | { readonly code: number; readonly text: string; readonly trailers: readonly MetadataEntry[] | undefined };

class SyncCall<O> extends ClientCall {
  readonly #channel: SyncChannel;
  readonly #router: Unrouted;
  #deadline = Number.POSITIVE_INFINITY;
  #headers: readonly MetadataEntry[] | undefined;
  #outcome: Outcome | undefined;
  #isAnswered = false;
  #response: O | undefined;
  #error: RpcError | undefined;

  constructor(
    channel: SyncChannel,
    method: MethodType,
    options: SyncCallOptions | undefined,
    request: unknown,
  ) {
    const router = new Unrouted(channel.address);
    super(router, method, options, request, false);
    this.#channel = channel;
    this.#router = router;
  }

  run(): O {
    this.begin();
    while (this.#router.takeWaiting()) {
      holdingAnnouncements(() => this.#openAndWait());
      this.#tell();
    }
    if (this.#error !== undefined) throw this.#error;
    if (this.#response === undefined) {
      throw new RpcError(Code.INTERNAL, `${this.method.path} ended OK without a response`);
    }
    return this.#response;
  }

  // Events of the stream: noted while the thread is blocked.

  override headers(entries: readonly MetadataEntry[]): void {
    this.#headers = entries;
  }

  override message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    this.#isAnswered = true;
    if (this.#response !== undefined) {
      this.abort(new RpcError(Code.INTERNAL, `${this.method.path} got more than one response`));
      return;
    }
    this.#response = this.decode<O>(buffer, start, end);
    if (credit > 0) this.stream?.release(credit);
  }

  override status(code: number, text: string, trailers: readonly MetadataEntry[] | undefined): void {
    this.#outcome = { code, text, trailers };
  }

  override failed(failure: StreamFailure): void {
    this.#outcome = { failure };
  }

  /** The wait ends at the deadline; no timer, which could not fire anyway. */
  protected override watch(deadline: number): void {
    this.#deadline = deadline;
  }

  protected override onSettled(error: RpcError | undefined): void {
    this.#error = error;
  }

  /** Opens the call and waits until its stream is over or its time is. */
  #openAndWait(): void {
    let session: ClientSession;
    try {
      session = this.#channel.syncSession();
    } catch (error) {
      this.fail(RpcError.from(error));
      return;
    }
    this.open(session);
    const { stream } = this;
    if (this.isSettled || stream === undefined) return;
    if (waitForStream(session, stream, this.#deadline)) return;
    this.expire();
    // The server learns now, not when this thread comes back to its event loop.
    session.flushNow();
  }

  /** The wait is over: the callbacks of the user in the order of what they tell, then the outcome. */
  #tell(): void {
    const outcome = this.#outcome;
    this.#outcome = undefined;
    if (this.#headers !== undefined) super.headers(this.#headers);
    if (this.#isAnswered) this.answered();
    if (outcome === undefined) return;
    if ('failure' in outcome) super.failed(outcome.failure);
    else super.status(outcome.code, outcome.text, outcome.trailers);
  }
}

/** Notes that the call wants a session; run() finds it one, outside of whatever event asked for it. */
class Unrouted implements CallRouter {
  readonly address: string;
  #isWaiting = false;

  constructor(address: string) {
    this.address = address;
  }

  route(): void {
    this.#isWaiting = true;
  }

  settled(): void {}

  takeWaiting(): boolean {
    const isWaiting = this.#isWaiting;
    this.#isWaiting = false;
    return isWaiting;
  }
}
