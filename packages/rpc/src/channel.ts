// SPDX-License-Identifier: Apache-2.0
// A channel: connects to one address when there is work, keeps one session, and finds it for every call.
import { EventEmitter } from 'node:events';
import { ClientSession, ProtocolError, type SessionLimits } from '@memlane/protocol';
import type { ConnectionStats, Latency, PeerIdentity, TransportRegistry } from '@memlane/transport';
import { announce } from './announce.js';
import { argumentTypeError } from './argument-error.js';
import { Backoff, type BackoffOptions } from './backoff.js';
import { makeClient } from './client.js';
import type { CallRouter, ClientCall } from './client-call.js';
import type { Client, ClientOptions } from './client-types.js';
import { Code } from './code.js';
import { batchWriter } from './codec.js';
import type { ServiceType } from './codegen/index.js';
import { connectError, isPermanent } from './connect-error.js';
import { type Interceptor, joinInterceptors } from './interceptor.js';
import { checkOptions } from './options.js';
import { copyOf, RpcError } from './rpc-error.js';
import type { SyncChannel } from './sync-call.js';
import { SyncGate } from './sync-session.js';
import { callUser } from './user-callback.js';

/**
 * "idle" (no connection, none wanted) → "connecting" → "ready"; → "transient-failure" after a failed attempt, until the
 * next one; "closed" for good after close().
 */
export type ChannelState = 'idle' | 'connecting' | 'ready' | 'transient-failure' | 'closed';

export interface ChannelOptions extends Partial<SessionLimits> {
  /** The ways to reach an address. */
  readonly transports: TransportRegistry;
  /** Wanted bytes of each ring, at most 64 MiB; the server decides. */
  readonly ringBytes?: number | undefined;
  /** What a connection does before it sleeps (default "balanced"); `shm:` only. */
  readonly latency?: Latency | undefined;
  /** Numeric uids, 0 to 2^32 − 2, that the server may have besides our own. */
  readonly allowUids?: readonly number[] | undefined;
  /** Pauses between attempts while calls with `waitForReady` wait. */
  readonly backoff?: BackoffOptions | undefined;
  /** What runs around every call, the outermost first. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}

export interface ChannelEvents {
  /** The state has changed; `error` is why, for "transient-failure" and a lost connection. */
  state: [state: ChannelState, error: RpcError | undefined];
}

export class Channel extends EventEmitter<ChannelEvents> implements CallRouter, SyncChannel {
  readonly address: string;
  readonly #options: ChannelOptions;
  readonly #backoff: Backoff;
  #state: ChannelState = 'idle';
  #session: ClientSession | undefined;
  /** Sessions whose server takes no new calls; running ones finish on them. */
  readonly #draining = new Set<ClientSession>();
  readonly #syncGate: SyncGate;
  #attempt: AbortController | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #change: Promise<[ChannelState, RpcError | undefined]> | undefined;
  /** Calls that wait for a session. */
  readonly #pending = new Set<ClientCall>();
  /** Calls routed and not settled: while there are any, the connection keeps the process alive. */
  #running = 0;

  /** Connects to nothing yet; the first call, or connect(), does. @throws TypeError or RangeError with a code for a wrong option */
  constructor(address: string, options: ChannelOptions) {
    super();
    if (typeof address !== 'string') throw argumentTypeError('address', 'a string', address);
    this.address = address;
    checkOptions(options);
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
    this.#syncGate = new SyncGate(address);
  }

  get state(): ChannelState {
    return this.#state;
  }

  /** The server's process, while "ready". */
  get peer(): PeerIdentity | undefined {
    return this.#session?.connection.peer;
  }

  /** Counters of the connection, while "ready". */
  stats(): ConnectionStats | undefined {
    return this.#session?.connection.stats();
  }

  /** A typed client of `service`. Cheap; make as many as you like. */
  client<S extends ServiceType>(service: S, options: ClientOptions = {}): Client<S> {
    if (typeof service !== 'object' || service === null || typeof service.methods !== 'object') {
      throw argumentTypeError('service', 'a generated service', service);
    }
    return makeClient(this, service, joinInterceptors(this.#options.interceptors, options.interceptors));
  }

  /**
   * Connects now, or waits for the attempt that is under way; resolves when "ready".
   * @throws RpcError of the failed attempt: UNAVAILABLE when nobody listens
   */
  async connect(): Promise<void> {
    for (;;) {
      if (this.#state === 'ready') return;
      if (this.#state === 'closed') throw this.#closedError();
      this.#connectNow();
      // A listener may have closed the channel; nothing is said any more.
      if (this.state === 'closed') continue;
      const [state, error] = await this.#nextState();
      if (state === 'transient-failure' && error !== undefined) throw copyOf(error);
    }
  }

  /** Ends the channel: running calls end CANCELLED, the server learns at once. Idempotent. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    const session = this.#session;
    this.#session = undefined;
    this.#setState('closed', undefined);
    clearTimeout(this.#retryTimer);
    this.#attempt?.abort();
    session?.close();
    for (const draining of this.#draining) draining.close();
    for (const call of [...this.#pending]) call.fail(this.#closedError());
    this.#pending.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // CallRouter

  route(call: ClientCall): void {
    const session = this.#session;
    if (session !== undefined) {
      this.#hold(call, session);
      call.open(session);
      return;
    }
    if (this.#state === 'closed') {
      call.fail(this.#closedError());
      return;
    }
    this.#pending.add(call);
    call.keepRequest();
    if (!this.#pending.has(call)) return;
    // Connecting to this machine is cheap and its outcome certain, so a call that will not wait is not made to fail
    // for an earlier attempt: it starts a new one, whatever the back-off says.
    if (!call.waitForReady || this.#retryTimer === undefined) this.#connectNow();
  }

  settled(call: ClientCall): void {
    if (this.#pending.size > 0) this.#pending.delete(call);
    if (!call.held) return;
    call.held = false;
    this.#running--;
    if (this.#running === 0) this.#session?.connection.unref();
  }

  // SyncChannel

  syncSession(): ClientSession {
    if (this.#state === 'closed') throw this.#closedError();
    // For the next one.
    if (this.#session === undefined) this.#connectNow();
    return this.#syncGate.pass(this.#session);
  }

  /** Counts the call, once, among those that keep the process alive. */
  #hold(call: ClientCall, session: ClientSession): void {
    if (call.held) return;
    call.held = true;
    this.#running++;
    if (this.#running === 1) session.connection.ref();
  }

  #connectNow(): void {
    if (this.#attempt !== undefined) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#setState('connecting', undefined);
    this.#openSession(attempt.signal).then(
      (session) => this.#connected(attempt, session),
      (error: unknown) => this.#connectFailed(attempt, error),
    );
  }

  async #openSession(signal: AbortSignal): Promise<ClientSession> {
    const { transports, ringBytes, allowUids, handshakeTimeoutMs, latency } = this.#options;
    const connection = await transports.connect(this.address, {
      signal,
      ...(ringBytes === undefined ? {} : { ringBytes }),
      ...(latency === undefined ? {} : { latency }),
      ...(allowUids === undefined ? {} : { allowUids }),
      ...(handshakeTimeoutMs === undefined ? {} : { handshakeTimeoutMs }),
    });
    // The server may drain or end the session before open() has resolved: in the batch that opens it.
    let session: ClientSession | undefined;
    session = await ClientSession.open(connection, {
      limits: this.#options,
      writer: batchWriter(),
      onDraining: () => {
        if (session === undefined) return;
        this.#draining.add(session);
        this.#leave(session, undefined);
      },
      onEnd: (error) => {
        if (session === undefined) return;
        this.#draining.delete(session);
        this.#leave(session, error);
      },
    });
    return session;
  }

  #connected(attempt: AbortController, session: ClientSession): void {
    if (this.#state === 'closed') {
      session.close();
      return;
    }
    if (session.state !== 'open') {
      session.close();
      this.#connectFailed(attempt, new ProtocolError('goaway', 'the server takes no new calls'));
      return;
    }
    if (this.#attempt === attempt) this.#attempt = undefined;
    this.#backoff.reset();
    this.#session = session;
    this.#syncGate.connected();
    if (this.#running === 0) session.connection.unref();
    this.#setState('ready', undefined);
    // One by one: a request that is encoded may end other calls, or close the channel.
    for (const call of [...this.#pending]) if (this.#pending.delete(call)) this.route(call);
  }

  #connectFailed(attempt: AbortController, cause: unknown): void {
    if (this.#attempt === attempt) this.#attempt = undefined;
    if (this.#state === 'closed') return;
    const error = connectError(this.address, cause);
    // A listener may make calls; they wait for the next attempt.
    const waiting = [...this.#pending];
    this.#setState('transient-failure', error);
    for (const call of waiting) {
      if (!call.waitForReady || isPermanent(error)) call.fail(copyOf(error));
    }
    this.#retry();
  }

  /** Another attempt after a pause, if calls wait for one. */
  #retry(): void {
    if (this.#pending.size === 0 || this.#attempt !== undefined || this.#retryTimer !== undefined) return;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      if (this.#pending.size > 0) this.#connectNow();
    }, this.#backoff.next());
  }

  /** The session takes no more calls: the next one makes a new connection. */
  #leave(session: ClientSession | undefined, error: Error | undefined): void {
    if (session === undefined || this.#session !== session) return;
    this.#session = undefined;
    const lost = error === undefined ? undefined : connectError(this.address, error);
    this.#setState('idle', lost);
    if (this.#pending.size > 0) this.#connectNow();
  }

  #closedError(): RpcError {
    return new RpcError(Code.CANCELLED, `the channel to ${this.address} was closed`, { unsent: true });
  }

  /** One listener for however many wait. */
  #nextState(): Promise<[ChannelState, RpcError | undefined]> {
    this.#change ??= new Promise((resolve) =>
      this.once('state', (state, error) => {
        this.#change = undefined;
        resolve([state, error]);
      }),
    );
    return this.#change;
  }

  #setState(state: ChannelState, error: RpcError | undefined): void {
    if (state === this.#state) return;
    this.#state = state;
    // A listener that throws is an uncaught exception; the channel goes on.
    announce(() => callUser(() => this.emit('state', state, error), undefined));
  }
}
