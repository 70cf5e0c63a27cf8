// SPDX-License-Identifier: Apache-2.0
// Turns a generated service into a typed client: one function per method.
import { argumentTypeError } from './argument-error.js';
import { CallbackCall } from './callback-call.js';
import type { CallRouter } from './client-call.js';
import type { CallbackOptions, CallOptions, Client } from './client-types.js';
import type { MethodType, ServiceType } from './codegen/index.js';
import { SingleResponseCall } from './single-response-call.js';
import { StreamResponseCall } from './stream-response-call.js';

export function makeClient<S extends ServiceType>(router: CallRouter, service: S): Client<S> {
  const client: Record<string, unknown> = Object.create(null);
  for (const [name, method] of Object.entries(service.methods)) client[name] = makeMethod(router, method);
  return Object.freeze(client) as Client<S>;
}

function makeMethod(
  router: CallRouter,
  method: MethodType,
): (request: unknown, options?: CallOptions) => unknown {
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
  if (typeof options.onMessage !== 'function')
    throw argumentTypeError('onMessage', 'a function', options.onMessage);
  return new CallbackCall(router, method, options as CallbackOptions<unknown>, request, isStream).done;
}
