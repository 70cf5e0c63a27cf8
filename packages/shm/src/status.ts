// SPDX-License-Identifier: Apache-2.0
// Native outcomes as TransportErrors. The numbers are those of native/platform/status.h.
import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { TransportError, type TransportErrorCode } from '@memlane/transport';
import type { NativeStatus } from './native.js';

export const StatusCode = {
  ok: 0,
  notFound: 1,
  addressInUse: 2,
  permissionDenied: 3,
  handshakeFailed: 4,
  versionMismatch: 5,
  timeout: 6,
  resourceExhausted: 7,
  corrupt: 8,
  closed: 9,
  unsupported: 10,
  system: 11,
  again: 12,
  invalidAddress: 13,
  busy: 14,
  capacityMismatch: 15,
  overlap: 16,
  tooManyRegions: 17,
  tooManyReaders: 18,
  writerExists: 19,
  beingMade: 20,
} as const;

const kinds: Record<number, readonly [TransportErrorCode, string]> = {
  [StatusCode.notFound]: ['not-found', 'nobody listens there'],
  [StatusCode.addressInUse]: ['address-in-use', 'another process listens there'],
  [StatusCode.permissionDenied]: [
    'permission-denied',
    'the other process or the file belongs to another user',
  ],
  [StatusCode.handshakeFailed]: [
    'handshake-failed',
    'the other side does not speak this protocol or offered unfit memory',
  ],
  [StatusCode.versionMismatch]: ['version-mismatch', 'the two sides have no protocol version in common'],
  [StatusCode.timeout]: ['timeout', 'the handshake took too long'],
  [StatusCode.resourceExhausted]: ['resource-exhausted', 'no memory or descriptors are left'],
  [StatusCode.corrupt]: ['corrupt', 'the peer broke the memory protocol'],
  [StatusCode.closed]: ['closed', 'the connection is closed'],
  [StatusCode.unsupported]: ['unsupported', 'this platform cannot do it'],
  [StatusCode.system]: ['system', 'a system call failed'],
  [StatusCode.again]: ['resource-exhausted', 'the queue of the listener is full'],
  [StatusCode.invalidAddress]: ['invalid-address', 'the path exists and is no socket, or cannot be one'],
};

/** `action` begins the message: `cannot connect to shm:orders`. */
export function statusError(action: string, status: NativeStatus): TransportError {
  const [code, what] = kinds[status.code] ?? ['system', `native status ${status.code}`];
  const text =
    code === 'handshake-failed' && isEnd(status.errno) ? 'the peer ended during the handshake' : what;
  const call =
    status.syscall === undefined || status.errno === 0
      ? ''
      : ` (${status.syscall}: ${getSystemErrorName(-status.errno)})`;
  return new TransportError(code, `${action}: ${text}${call}`, {
    syscall: status.syscall,
    errno: status.errno === 0 ? undefined : status.errno,
  });
}

/** What a socket says whose other side was closed, or whose process ended. */
function isEnd(errno: number): boolean {
  return errno === constants.errno.ECONNRESET || errno === constants.errno.EPIPE;
}

export function isStatus(value: object): value is NativeStatus {
  return 'code' in value;
}
