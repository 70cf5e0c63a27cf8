// SPDX-License-Identifier: Apache-2.0
// What node:net and node:fs say, in the words of the transport layer.
import { TransportError, type TransportErrorCode } from './error.js';

const kinds: Record<string, readonly [TransportErrorCode, string]> = {
  ENOENT: ['not-found', 'nobody listens there'],
  ECONNREFUSED: ['not-found', 'nobody listens there'],
  ENOTSOCK: ['invalid-address', 'the path is no socket'],
  EADDRINUSE: ['address-in-use', 'another process listens there'],
  EACCES: ['permission-denied', 'access is denied'],
  EPERM: ['permission-denied', 'access is denied'],
  EAGAIN: ['resource-exhausted', 'the queue of the listener is full'],
  EMFILE: ['resource-exhausted', 'no descriptors are left'],
  ENFILE: ['resource-exhausted', 'no descriptors are left'],
  ENOMEM: ['resource-exhausted', 'no memory is left'],
};

/** `action` begins the message: `cannot connect to unix:/run/app.sock`. */
export function socketError(action: string, error: NodeJS.ErrnoException): TransportError {
  const [code, text] = kinds[error.code ?? ''] ?? (['system', error.message] as const);
  const call = error.syscall === undefined ? '' : ` (${error.syscall}: ${error.code})`;
  return new TransportError(code, `${action}: ${text}${call}`, {
    cause: error,
    syscall: error.syscall,
    errno: error.errno === undefined ? undefined : Math.abs(error.errno),
  });
}
