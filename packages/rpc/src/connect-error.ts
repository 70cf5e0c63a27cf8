// SPDX-License-Identifier: Apache-2.0
// What a failed attempt to connect, or a lost connection, means for the calls of a channel.
import { ProtocolError } from '@memlane/protocol';
import { TransportError } from '@memlane/transport';
import { Code } from './code.js';
import { RpcError } from './rpc-error.js';

export function connectError(address: string, cause: unknown): RpcError {
  if (cause instanceof ProtocolError) {
    const code = cause.code === 'version-mismatch' ? Code.FAILED_PRECONDITION : Code.UNAVAILABLE;
    return new RpcError(code, `${address}: ${cause.message}`, { cause, unsent: true });
  }
  // Not the other side's doing: a transport that refuses an option, or has a fault.
  const isMistake =
    !(cause instanceof TransportError) && (cause instanceof TypeError || cause instanceof RangeError);
  return RpcError.from(cause, isMistake ? mistakeCode(cause) : Code.UNAVAILABLE, true);
}

function mistakeCode(cause: NodeJS.ErrnoException): Code {
  return cause.code === undefined ? Code.INTERNAL : Code.INVALID_ARGUMENT;
}

const permanent: ReadonlySet<Code> = new Set([
  Code.INVALID_ARGUMENT,
  Code.PERMISSION_DENIED,
  Code.UNIMPLEMENTED,
  Code.INTERNAL,
]);

/**
 * Waiting does not help against these: the address or an option is wrong, this user has no right, the transport cannot do
 * it or is broken. Whatever a server can mend that starts later, a version too, is waited for.
 */
export function isPermanent(error: RpcError): boolean {
  return permanent.has(error.code);
}
