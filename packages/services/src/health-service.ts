// SPDX-License-Identifier: Apache-2.0
// The handlers of grpc.health.v1.Health, with the statuses that they tell.
import { Code, type HandlerContext, type Handlers, RpcError } from '@memlane/rpc';
import { quoted, wrongType, wrongValue } from './argument-error.js';
import {
  type Health,
  type HealthCheckRequest,
  type HealthCheckResponseInit,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from './gen/grpc/health/v1/health.js';

/** Whether a service takes calls; UNKNOWN is for one that does not know yet. */
export type HealthStatus = 'SERVING' | 'NOT_SERVING' | 'UNKNOWN';

const statuses: readonly HealthStatus[] = ['SERVING', 'NOT_SERVING', 'UNKNOWN'];

/**
 * Add it with `server.add(Health, health)`; it may be added to several servers. The whole server is SERVING, and no
 * service has a status, until it is told otherwise. While a server closes, what has a status is NOT_SERVING there, and
 * Watch calls end with OK after they have told so.
 */
export class HealthService implements Handlers<typeof Health> {
  readonly #statuses = new Map<string, HealthStatus>([['', 'SERVING']]);
  /** Wakes the Watch calls of a service, known or not. */
  readonly #watchers = new Map<string, Set<() => void>>();

  /**
   * Watch calls hear of a change; of several that come faster than the client reads, only of the last one.
   * @param service full name such as `orders.Orders`, or `''` for the whole server; it need not be there
   * @throws TypeError when an argument is none of these
   */
  setStatus(service: string, status: HealthStatus): void {
    checkService(service);
    if (typeof status !== 'string') throw wrongType('status', statuses.join(', '), status);
    if (!statuses.includes(status)) throw wrongValue('status', statuses.join(', '), status);
    this.#statuses.set(service, status);
    this.#wake(service);
  }

  /** Forgets a service: from now on Check ends with NOT_FOUND, Watch says SERVICE_UNKNOWN. @throws TypeError */
  clearStatus(service: string): void {
    checkService(service);
    if (this.#statuses.delete(service)) this.#wake(service);
  }

  /** For the server. */
  check({ service }: HealthCheckRequest, { closing }: HandlerContext): HealthCheckResponseInit {
    if (this.#statuses.has(service)) return { status: this.#numberOf(service, closing) };
    throw new RpcError(Code.NOT_FOUND, `service ${quoted(service)} has no health status`);
  }

  /** For the server. */
  list(_request: unknown, { closing }: HandlerContext): { statuses: Map<string, HealthCheckResponseInit> } {
    const names = [...this.#statuses.keys()];
    return { statuses: new Map(names.map((name) => [name, { status: this.#numberOf(name, closing) }])) };
  }

  /** For the server. */
  async *watch(
    { service }: HealthCheckRequest,
    { closing, signal }: HandlerContext,
  ): AsyncGenerator<HealthCheckResponseInit> {
    let wake = (): void => {};
    const changed = (): void => wake();
    const stop = this.#subscribe(service, changed);
    closing.addEventListener('abort', changed);
    signal.addEventListener('abort', changed);
    try {
      let told: number | undefined;
      while (!signal.aborted) {
        const isLast = closing.aborted;
        const status = this.#numberOf(service, closing);
        if (status !== told) {
          told = status;
          yield { status };
        } else if (isLast) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      stop();
      closing.removeEventListener('abort', changed);
      signal.removeEventListener('abort', changed);
    }
  }

  #numberOf(service: string, closing: AbortSignal): ServingStatus {
    const status = this.#statuses.get(service);
    if (status === undefined) return ServingStatus.SERVICE_UNKNOWN;
    return closing.aborted ? ServingStatus.NOT_SERVING : ServingStatus[status];
  }

  #wake(service: string): void {
    for (const wake of this.#watchers.get(service) ?? []) wake();
  }

  /** Returns what ends it. Keeps nothing of a service that nobody watches any more. */
  #subscribe(service: string, wake: () => void): () => void {
    const watchers = this.#watchers.get(service) ?? new Set();
    this.#watchers.set(service, watchers.add(wake));
    return () => {
      watchers.delete(wake);
      if (watchers.size === 0) this.#watchers.delete(service);
    };
  }
}

function checkService(service: unknown): void {
  if (typeof service !== 'string') throw wrongType('service', 'a string', service);
}
