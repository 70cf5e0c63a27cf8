// SPDX-License-Identifier: Apache-2.0
// Turns a generated service into a typed client: one function per method.
import { argumentTypeError } from './argument-error.js';
import { CallbackCall } from './callback-call.js';
import type { CallRouter } from './client-call.js';
import type { CallbackOptions, Client } from './client-types.js';
import type { MethodType, ServiceType } from './codegen/index.js';
import { interceptCallback, interceptIterator, interceptSingle } from './intercepted-call.js';
import type { Interceptor } from './interceptor.js';
import { SingleResponseCall } from './single-response-call.js';
import { StreamResponseCall } from './stream-response-call.js';
import type { SyncChannel } from './sync-call.js';
import { makeSyncClient } from './sync-client.js';

export function makeClient<S extends ServiceType>(
  router: CallRouter & SyncChannel,
  service: S,
  interceptors: readonly Interceptor[] | undefined,
): Client<S> {
  const client: Record<string, unknown> = Object.create(null);
  client.sync = makeSyncClient(router, service, interceptors !== undefined);
  for (const [name, method] of Object.entries(service.methods)) {
    client[name] =
      interceptors === undefined
        ? makeMethod(router, method)
        : makeInterceptedMethod(router, method, interceptors);
  }
  return Object.freeze(client) as Client<S>;
}

type Method = (request: unknown, options?: Partial<CallbackOptions<unknown>>) => unknown;

function makeMethod(router: CallRouter, method: MethodType): Method {
  switch (method.kind) {
    case 'unary':
      return (request, options) => new SingleResponseCall(router, method, options, request, false).promise;
    case 'client-streaming':
      return (requests, options) => new SingleResponseCall(router, method, options, requests, true).promise;
    case 'server-streaming':
      return (request, options) => streaming(router, method, options, request, false);
    case 'bidi-streaming':
      return (requests, options) => streaming(router, method, options, requests, true);
  }
}

function streaming(
  router: CallRouter,
  method: MethodType,
  options: Partial<CallbackOptions<unknown>> | undefined,
  request: unknown,
  isStream: boolean,
): unknown {
  if (options?.onMessage === undefined)
    return new StreamResponseCall(router, method, options, request, isStream).iterate();
  checkOnMessage(options.onMessage);
  return new CallbackCall(router, method, options as CallbackOptions<unknown>, request, isStream).done;
}

function makeInterceptedMethod(
  router: CallRouter,
  method: MethodType,
  interceptors: readonly Interceptor[],
): Method {
  const isStream = method.kind === 'client-streaming' || method.kind === 'bidi-streaming';
  const isSingle = method.kind === 'client-streaming' || method.kind === 'unary';
  return (request, options) => {
    const given = { router, method, options, request, isStream, interceptors };
    if (isSingle) return interceptSingle(given);
    if (options?.onMessage === undefined) return interceptIterator(given);
    checkOnMessage(options.onMessage);
    return interceptCallback(given, options.onMessage);
  };
}

function checkOnMessage(onMessage: unknown): void {
  if (typeof onMessage !== 'function') throw argumentTypeError('onMessage', 'a function', onMessage);
}
