// SPDX-License-Identifier: Apache-2.0
// A server: services and their handlers, offered under any number of addresses.
import { ServerSession, type SessionLimits } from '@memlane/protocol';
import type { Connection, Latency, Listener, TransportRegistry } from '@memlane/transport';
import { abortController } from './abort-controller.js';
import { argumentRangeError, argumentTypeError } from './argument-error.js';
import type { BoundMethod } from './bound-method.js';
import { Code } from './code.js';
import { batchWriter } from './codec.js';
import type { MethodType, ServiceType } from './codegen/index.js';
import { type Interceptor, joinInterceptors } from './interceptor.js';
import { checkOptions } from './options.js';
import { RpcError } from './rpc-error.js';
import { ServerCall } from './server-call.js';
import type { Handlers } from './server-types.js';

export interface ServerOptions extends Partial<SessionLimits> {
  readonly transports: TransportRegistry;
  /** Bytes of each ring of a `shm:` connection (default 256 KiB, a power of two from 64 KiB to 64 MiB). */
  readonly ringBytes?: number | undefined;
  /** What a connection does before it sleeps (default "balanced"); `shm:` only. */
  readonly latency?: Latency | undefined;
  /** Numeric uids, 0 to 2^32 − 2, that may connect besides our own. */
  readonly allowUids?: readonly number[] | undefined;
  /** What runs around every handler, the outermost first; around methods without a handler, too. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}

export interface AddOptions {
  /** What runs around the service's handlers, inside the server's interceptors; the outermost first. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}

export interface CloseOptions {
  /** How long running calls may still take, in ms (default 1,000); 0 ends them at once, Infinity waits. */
  readonly graceMs?: number | undefined;
}

export class Server {
  readonly #options: ServerOptions;
  readonly #services = new Map<string, ServiceType>();
  readonly #methods = new Map<string, BoundMethod>();
  readonly #listeners = new Set<Listener>();
  readonly #sessions = new Set<ServerSession<BoundMethod>>();
  readonly #closed = abortController();
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /** @throws TypeError or RangeError with a code for a wrong option */
  constructor(options: ServerOptions) {
    checkOptions(options);
    this.#options = options;
  }

  /**
   * Offers a service. Methods without a handler are UNIMPLEMENTED; handlers are called with `handlers` as `this`.
   * @throws TypeError when a handler is no function or names no method; RangeError when the service is there already
   */
  add<S extends ServiceType>(service: S, handlers: Handlers<S>, options: AddOptions = {}): this {
    if (typeof service !== 'object' || service === null || typeof service.methods !== 'object') {
      throw argumentTypeError('service', 'a generated service', service);
    }
    if (typeof handlers !== 'object' || handlers === null)
      throw argumentTypeError('handlers', 'an object', handlers);
    if (this.#services.has(service.typeName))
      throw argumentRangeError(`service ${service.typeName} was added before`);
    const given = handlers as Record<string, unknown>;
    const methods = service.methods as Record<string, MethodType>;
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(methods, name)) {
        const known = Object.keys(methods).join(', ');
        throw argumentRangeError(
          `service ${service.typeName} has no method ${JSON.stringify(name)}; it has ${known}`,
        );
      }
    }
    const interceptors = joinInterceptors(this.#options.interceptors, options.interceptors);
    const bound: BoundMethod[] = [];
    for (const [name, method] of Object.entries(methods)) {
      const handler = given[name];
      if (handler === undefined)
        bound.push({ method, handler: () => unimplemented(method.path), interceptors });
      else if (typeof handler !== 'function') {
        throw argumentTypeError(`handler ${service.typeName}.${name}`, 'a function', handler);
      } else bound.push({ method, handler: handler.bind(handlers) as BoundMethod['handler'], interceptors });
    }
    this.#services.set(service.typeName, service);
    for (const one of bound) this.#methods.set(one.method.path, one);
    return this;
  }

  /**
   * Accepts connections at `address`; may be called for several.
   * @throws TransportError "address-in-use", "invalid-address", "permission-denied", "unknown-scheme"
   * @throws RpcError FAILED_PRECONDITION once the server is closing
   */
  async listen(address: string): Promise<void> {
    if (typeof address !== 'string') throw argumentTypeError('address', 'a string', address);
    this.#checkOpen();
    const { transports, ringBytes, allowUids, handshakeTimeoutMs, latency } = this.#options;
    const listener = await transports.listen(address, {
      onConnection: (connection) => this.#accept(connection),
      ...(ringBytes === undefined ? {} : { ringBytes }),
      ...(latency === undefined ? {} : { latency }),
      ...(allowUids === undefined ? {} : { allowUids }),
      ...(handshakeTimeoutMs === undefined ? {} : { handshakeTimeoutMs }),
    });
    if (this.#closing !== undefined) {
      await listener.close();
      this.#checkOpen();
    }
    this.#listeners.add(listener);
  }

  /** What was added, in that order. */
  get services(): ServiceType[] {
    return [...this.#services.values()];
  }

  /** Addresses that are listened on. */
  get addresses(): string[] {
    return [...this.#listeners].map((listener) => listener.address);
  }

  /** Calls that run now. */
  get runningCalls(): number {
    let count = 0;
    for (const session of this.#sessions) count += session.running;
    return count;
  }

  /**
   * Takes no new calls, lets the running ones finish for `graceMs`, then ends them with UNAVAILABLE. Resolves when every
   * connection is closed and what was answered needs this process no more: it may exit. A client that does not take its
   * answers is waited for 5 s at most. Idempotent: a second call waits for the first.
   */
  close(options: CloseOptions = {}): Promise<void> {
    const graceMs = options.graceMs ?? 1000;
    if (typeof graceMs !== 'number') throw argumentTypeError('graceMs', 'a number of milliseconds', graceMs);
    if (!(graceMs >= 0)) throw argumentRangeError(`graceMs must be 0 or more, not ${graceMs}`);
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(graceMs: number): Promise<void> {
    this.#closed.abort(new RpcError(Code.UNAVAILABLE, 'the server is closing'));
    await Promise.all([...this.#listeners].map((listener) => listener.close()));
    this.#listeners.clear();
    for (const session of this.#sessions) session.drain();
    if (this.#sessions.size === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    let timer: NodeJS.Timeout | undefined;
    if (graceMs !== Number.POSITIVE_INFINITY)
      timer = setTimeout(() => this.#abortAll(), Math.min(graceMs, 0x7fff_ffff));
    await idle;
    clearTimeout(timer);
  }

  /** Ends every running call; their statuses still go out where the client reads. */
  #abortAll(): void {
    const text = 'the server was closed while the call was running';
    for (const session of [...this.#sessions]) {
      for (const call of session.handlers()) (call as ServerCall).abort(new RpcError(Code.UNAVAILABLE, text));
      session.close();
    }
  }

  #accept(connection: Connection): void {
    if (this.#closing !== undefined) {
      connection.close();
      return;
    }
    const session: ServerSession<BoundMethod> = new ServerSession<BoundMethod>(connection, {
      limits: this.#options,
      writer: batchWriter(),
      resolve: (path) => this.#resolve(path),
      call: (stream, bound, metadata, timeoutMs) => {
        const call = new ServerCall(stream, bound, metadata, timeoutMs, connection.peer, this.#closed.signal);
        call.begin(metadata);
        return call;
      },
      onClosed: () => {
        this.#sessions.delete(session);
        if (this.#sessions.size === 0) this.#onIdle?.();
      },
    });
    this.#sessions.add(session);
  }

  #resolve(path: string): BoundMethod {
    return this.#methods.get(path) ?? this.#unknown(path);
  }

  /** A path that no service has: every call of it is UNIMPLEMENTED, whatever it sends. */
  #unknown(path: string): BoundMethod {
    const method: MethodType = {
      name: path,
      localName: path,
      path,
      kind: 'client-streaming',
      input: anyMessage,
      output: anyMessage,
      idempotency: 'unknown',
    };
    return {
      method,
      handler: () => unimplemented(path),
      interceptors: joinInterceptors(this.#options.interceptors),
    };
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new RpcError(Code.FAILED_PRECONDITION, 'the server was closed');
  }
}

function unimplemented(path: string): never {
  throw new RpcError(Code.UNIMPLEMENTED, `the server has no handler for ${path}`);
}

/** Takes any message and reads nothing of it. */
const anyMessage: MethodType['input'] = {
  typeName: '',
  create: () => ({}),
  encode: () => {},
  decode: () => ({}),
  toBinary: () => new Uint8Array(0),
  fromBinary: () => ({}),
};
