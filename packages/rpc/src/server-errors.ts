// SPDX-License-Identifier: Apache-2.0
// How a call that its handler did not end itself ends: one place for the codes and their texts.
import { ProtocolError } from '@memlane/protocol';
import { Code } from './code.js';
import { isInstance } from './is-instance.js';
import { isRpcError, RpcError, textOf } from './rpc-error.js';

export function metadataRefused(cause: unknown): RpcError {
  return new RpcError(Code.INVALID_ARGUMENT, `the call's metadata: ${textOf(cause)}`, { cause });
}

export function headersRefused(path: string, cause: unknown): RpcError {
  return new RpcError(Code.RESOURCE_EXHAUSTED, `initial metadata of ${path}: ${textOf(cause)}`, { cause });
}

export function requestUndecodable(path: string, cause: unknown): RpcError {
  return new RpcError(Code.INTERNAL, `request of ${path} does not decode: ${textOf(cause)}`, { cause });
}

/** A response that could not be sent: it does not fit its type, or its metadata the client's limit. */
export function responseRefused(path: string, cause: unknown): RpcError {
  if (isRpcError(cause)) return cause;
  const code = isInstance(cause, ProtocolError) ? Code.RESOURCE_EXHAUSTED : Code.INTERNAL;
  return new RpcError(code, `response of ${path}: ${textOf(cause)}`, { cause });
}

export function cancelledByClient(path: string, code: number): RpcError {
  return code === Code.DEADLINE_EXCEEDED
    ? new RpcError(Code.DEADLINE_EXCEEDED, `the client's deadline of ${path} has passed`)
    : new RpcError(Code.CANCELLED, `the client cancelled ${path}`);
}

/** A generator, or several responses, where there is one. */
export function returnedIterable(path: string): RpcError {
  return new RpcError(Code.INTERNAL, `the handler of ${path} returned an iterable; it has one response`);
}

/** The send() of a method with a single response. */
export function sendsNone(path: string): () => never {
  return () => {
    throw new Error(`${path} has one response: return it`);
  };
}
