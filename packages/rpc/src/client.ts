// SPDX-License-Identifier: Apache-2.0
// Turns a generated service into a typed client: one function per method.
import type { CallRouter } from './client-call.js';
import type { CallOptions, Client } from './client-types.js';
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
      return (request, options) => new StreamResponseCall(router, method, options, request, false).responses;
    case 'bidi-streaming':
      return (requests, options) => new StreamResponseCall(router, method, options, requests, true).responses;
  }
}
