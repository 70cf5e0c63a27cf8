// SPDX-License-Identifier: Apache-2.0
// How a call that the server did not end itself ends for its caller: one place for the codes and their texts.
import { ProtocolError, type StreamFailure } from '@memlane/protocol';
import { Code } from './code.js';
import { isInstance } from './is-instance.js';
import { isRpcError, RpcError, textOf } from './rpc-error.js';

/** The caller's signal. Its reason is the cause. */
export function cancelledBySignal(signal: AbortSignal): RpcError {
  return new RpcError(Code.CANCELLED, 'the call was cancelled by its signal', { cause: signal.reason });
}

/** The call that this one belongs to is over. Its deadline stays a deadline, everything else is a cancellation. */
export function endedByParent(reason: unknown): RpcError {
  const expired = isRpcError(reason) && reason.code === Code.DEADLINE_EXCEEDED;
  return new RpcError(
    expired ? Code.DEADLINE_EXCEEDED : Code.CANCELLED,
    `the call that this one was made for is over: ${reason === undefined ? 'aborted' : textOf(reason)}`,
    { cause: reason },
  );
}

/** A deadline that had passed before there was anything to do. */
export function overBefore(timeoutMs: number): RpcError {
  return new RpcError(
    Code.DEADLINE_EXCEEDED,
    `the timeout of ${timeoutMs} ms was over before the call began`,
  );
}

/** The stream ended without a status. */
export function failureError(address: string, failure: StreamFailure): RpcError {
  switch (failure.reason) {
    case 'message-too-large':
    case 'metadata-too-large':
      return new RpcError(Code.RESOURCE_EXHAUSTED, failure.message);
    case 'session-closed':
      return new RpcError(Code.CANCELLED, `the channel to ${address} was closed`);
    default:
      return new RpcError(Code.UNAVAILABLE, `the connection to ${address} was lost: ${failure.message}`, {
        unsent: !failure.published,
      });
  }
}

/** The stream could not be opened; nothing was sent. */
export function openError(path: string, error: unknown): RpcError {
  if (isRpcError(error)) return error;
  if (isInstance(error, ProtocolError)) {
    if (error.code === 'reentered') {
      const text = `${path} was called by a getter of a message: ${error.message}`;
      return new RpcError(Code.FAILED_PRECONDITION, text, { cause: error, unsent: true });
    }
    const code = error.code === 'limit-exceeded' ? Code.RESOURCE_EXHAUSTED : Code.UNAVAILABLE;
    return new RpcError(code, error.message, { cause: error, unsent: true });
  }
  return requestError(path, error);
}

/** A request that does not fit its type. */
export function requestError(path: string, error: unknown): RpcError {
  if (isRpcError(error)) return error;
  return new RpcError(Code.INVALID_ARGUMENT, `request of ${path}: ${textOf(error)}`, {
    cause: error,
  });
}

/** A response that is no message of its type. */
export function responseError(path: string, error: unknown): RpcError {
  if (isRpcError(error)) return error;
  return new RpcError(Code.INTERNAL, `response of ${path} does not decode: ${textOf(error)}`, {
    cause: error,
  });
}

export function metadataError(error: unknown): RpcError {
  return new RpcError(Code.INTERNAL, `the server sent bad metadata: ${textOf(error)}`, {
    cause: error,
  });
}

export function metadataTooLarge(bytes: number, limit: number): RpcError {
  return new RpcError(
    Code.RESOURCE_EXHAUSTED,
    `metadata of ${bytes} bytes exceeds the server's maxMetadataBytes (${limit})`,
  );
}
