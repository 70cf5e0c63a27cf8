// SPDX-License-Identifier: Apache-2.0
// Runs a client's interceptors around a call: each next() of the innermost one makes a call of its own.
import { onAbort } from '@memlane/transport';
import { abortController } from './abort-controller.js';
import { checkCallOptions } from './call-options.js';
import type { CallRouter, ClientCall } from './client-call.js';
import { cancelledBySignal, endedByParent, overBefore } from './client-errors.js';
import type { CommonCallOptions } from './client-types.js';
import { ClientView, type ViewedCall } from './client-view.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import { deadlines, type Expirable } from './deadline-queue.js';
import { EndCallbacks } from './end-callbacks.js';
import { checkDeadline, checkOutcome, endedOutside, type Interceptor, type Outcome } from './interceptor.js';
import { Metadata } from './metadata.js';
import { AttemptRequests, type RequestSource } from './request-source.js';
import { RpcError } from './rpc-error.js';
import { callUser } from './user-callback.js';

/** Makes one call; the promise settles with it. */
export type Attempt = (
  router: CallRouter,
  method: MethodType,
  options: CommonCallOptions,
  request: unknown,
) => { readonly call: ClientCall; readonly end: Promise<void> };

export interface InterceptionSetup {
  readonly router: CallRouter;
  readonly method: MethodType;
  readonly options: CommonCallOptions | undefined;
  /** The one request; a stream of them is in `source`. */
  readonly request: unknown;
  readonly source: RequestSource | undefined;
  readonly interceptors: readonly Interceptor[];
  readonly attempt: Attempt;
  /** A response has been delivered: there can be no other attempt. */
  delivered(): boolean;
}

/** One call of the user with all its attempts. */
export class ClientInterception implements ViewedCall, Expirable {
  /** Resolves when the outermost interceptor is done, rejects with an RpcError. */
  readonly end: Promise<void>;
  readonly endCallbacks = new EndCallbacks();
  readonly #setup: InterceptionSetup;
  readonly #options: CommonCallOptions;
  readonly #controller = abortController();
  /** What the last attempt ended with. */
  #lastError: unknown;
  #deadline: number | undefined;
  #attempt: ClientCall | undefined;
  #over = false;
  /** Calls of next() that have not come to their end. */
  #running = 0;
  /** A server has begun to answer. */
  #answered = false;
  /** Stops listening to the signals that the call was given. */
  #disarm: (() => void) | undefined;
  /** The trailers of the last status that a server sent. */
  #trailers: Metadata | undefined;
  #settle!: (error: RpcError | undefined) => void;

  constructor(setup: InterceptionSetup) {
    this.#setup = setup;
    this.#options = setup.options ?? {};
    checkCallOptions(this.#options);
    const metadata = new Metadata(this.#options.metadata);
    this.end = new Promise<void>((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    const refused = this.#arm();
    // The interceptors learn of a call that is over before it began, too.
    if (refused !== undefined) this.abort(refused);
    void this.#run(new ClientView(this, setup.method, metadata, undefined));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get repeatable(): boolean {
    const { source } = this.#setup;
    return !(this.#isAnswered || source?.taken);
  }

  get deadline(): number | undefined {
    return this.#deadline;
  }

  set deadline(deadline: number | undefined) {
    const next = checkDeadline(deadline);
    if (this.#over) return;
    if (this.#deadline !== undefined) deadlines.remove(this, this.#deadline);
    this.#deadline = next;
    if (next !== undefined) deadlines.add(this, next);
  }

  /** Ends the call from this side. Interceptors that do not come to their end in this turn are not waited for. */
  abort(error: RpcError): void {
    if (this.signal.aborted) return;
    this.#attempt?.abort(error);
    this.#controller.abort(error);
    setImmediate(() => this.#finish(error));
  }

  expire(): void {
    this.#deadline = undefined;
    const { path } = this.#setup.method;
    this.abort(new RpcError(Code.DEADLINE_EXCEEDED, `${path} did not end before its deadline`));
  }

  get #isAnswered(): boolean {
    return this.#answered || this.#setup.delivered();
  }

  async #run(view: ClientView): Promise<void> {
    try {
      const { trailers } = await this.#level(0, view);
      this.#tell(trailers);
      this.#finish(undefined);
    } catch (thrown) {
      const error = RpcError.from(thrown);
      if (this.#trailers !== undefined) this.#tell(error.metadata);
      this.#finish(error);
    }
  }

  async #level(index: number, view: ClientView): Promise<Outcome> {
    const { interceptors, method } = this.#setup;
    const interceptor = interceptors[index];
    if (interceptor === undefined) return this.#make(view);
    let running = false;
    const next = async () => {
      if (running) throw this.#misuse('while the one before runs');
      if (this.#isAnswered) throw this.#misuse('after the server began to answer');
      if (this.#setup.source?.taken) throw this.#misuse('after requests were taken');
      running = true;
      this.#running++;
      try {
        return await this.#level(index + 1, view.inner());
      } finally {
        running = false;
        this.#running--;
      }
    };
    const outcome = await interceptor(view, () => {
      const result = next();
      // An interceptor that ends before it does may have left it; its rejection is none that nobody handles.
      result.catch(() => {});
      return result;
    });
    return checkOutcome(outcome, method.path);
  }

  async #make(view: ClientView): Promise<Outcome> {
    if (this.signal.aborted) throw this.signal.reason;
    if (this.#over) throw endedOutside(this.#setup.method.path);
    const { router, method, request, source, attempt } = this.#setup;
    const { onHeaders, waitForReady } = this.#options;
    let headers = new Metadata();
    let trailers = new Metadata();
    this.#trailers = undefined;
    const options: CommonCallOptions = {
      timeoutMs: this.#deadline === undefined ? undefined : this.#deadline - performance.now(),
      metadata: view.metadata,
      waitForReady,
      onHeaders: (received) => {
        headers = received;
        this.#answered = true;
        if (onHeaders !== undefined) callUser(onHeaders, received);
      },
      onTrailers: (received) => {
        trailers = received;
        this.#trailers = received;
      },
    };
    const map = (message: unknown) => view.maps.request(message);
    const given = source === undefined ? map(request) : new AttemptRequests(source, map);
    const { call, end } = attempt(router, view.maps.mapped(method), options, given);
    this.#attempt = call;
    try {
      await end;
    } catch (error) {
      this.#lastError = error;
      throw error;
    } finally {
      this.#attempt = undefined;
    }
    return { headers, trailers };
  }

  #misuse(when: string): Error {
    return new Error(`next() of ${this.#setup.method.path} was called ${when}`, { cause: this.#lastError });
  }

  /** Sets deadline, signal and parent up; the error when the call is over before it began. */
  #arm(): RpcError | undefined {
    const { timeoutMs = Number.POSITIVE_INFINITY, signal, parent } = this.#options;
    if (signal?.aborted) return cancelledBySignal(signal);
    if (parent?.signal.aborted) return endedByParent(parent.signal.reason);
    const now = performance.now();
    const deadline = Math.min(now + timeoutMs, parent?.deadline ?? Number.POSITIVE_INFINITY);
    if (deadline <= now) return overBefore(deadline - now);
    this.deadline = deadline;
    const above = parent?.signal;
    this.#disarm = onAbort([signal, above], () =>
      this.abort(signal?.aborted ? cancelledBySignal(signal) : endedByParent(above?.reason)),
    );
    return undefined;
  }

  #finish(error: RpcError | undefined): void {
    if (this.#over) return;
    this.deadline = undefined;
    this.#over = true;
    this.#disarm?.();
    if (this.#running > 0 && !this.signal.aborted) {
      const ended = error ?? endedOutside(this.#setup.method.path);
      this.#attempt?.abort(ended);
      this.#controller.abort(ended);
    }
    this.#setup.source?.leave();
    this.#settle(error);
    this.endCallbacks.end(error);
  }

  #tell(trailers: Metadata): void {
    const { onTrailers } = this.#options;
    if (onTrailers !== undefined && !this.signal.aborted) callUser(onTrailers, trailers);
  }
}
