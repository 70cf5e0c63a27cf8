// SPDX-License-Identifier: Apache-2.0
// A method of a server and what answers its calls.
import type { MethodType } from './codegen/index.js';
import type { Interceptor } from './interceptor.js';
import type { ServerContext } from './server-context.js';

/** A method with its handler, as the server keeps it. */
export interface BoundMethod {
  readonly method: MethodType;
  /** Called with the request, or the iterator of requests, and the context. */
  readonly handler: (request: unknown, context: ServerContext) => unknown;
  /** What runs around the handler, the outermost first; undefined for nothing. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}
