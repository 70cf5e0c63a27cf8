// SPDX-License-Identifier: Apache-2.0
// The `sync` side of a typed client: the unary methods of its service as blocking functions.
import type { SyncCallOptions } from './client-types.js';
import { Code } from './code.js';
import type { ServiceType } from './codegen/index.js';
import { RpcError } from './rpc-error.js';
import { callSync, type SyncChannel } from './sync-call.js';

/** `isIntercepted`: the client has interceptors, which run asynchronously and must not be passed by. */
export function makeSyncClient(channel: SyncChannel, service: ServiceType, isIntercepted: boolean): object {
  const client: Record<string, unknown> = Object.create(null);
  for (const [name, method] of Object.entries(service.methods)) {
    if (method.kind !== 'unary') continue;
    client[name] = isIntercepted
      ? () => refuse(method.path)
      : (request: unknown, options?: SyncCallOptions) => callSync(channel, method, request, options);
  }
  return Object.freeze(client);
}

function refuse(path: string): never {
  throw new RpcError(
    Code.FAILED_PRECONDITION,
    `${path} cannot be called synchronously: the client has interceptors, which need the event loop`,
    { unsent: true },
  );
}
