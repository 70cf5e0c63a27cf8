// SPDX-License-Identifier: Apache-2.0
// The one error class of the transport layer and its closed set of codes.

/**
 * What went wrong in a transport, and what the caller should do.
 *
 * | code | cause | do |
 * |---|---|---|
 * | `invalid-address` | the address or name does not parse | correct the address |
 * | `unknown-scheme` | no transport is registered for the scheme | correct the address or plug the transport in |
 * | `not-found` | nobody listens at the address | start the server, or wait and connect again |
 * | `address-in-use` | a live listener holds the address | stop it, or choose another name |
 * | `permission-denied` | the other process is of another user, or a directory is unsafe | fix owner and mode |
 * | `handshake-failed` | the other side is no Memlane peer or offered unfit memory | check what listens there |
 * | `version-mismatch` | the two sides share no protocol version | update the older side |
 * | `timeout` | the handshake took longer than its budget | check that the other process runs |
 * | `resource-exhausted` | no memory, no descriptors, or a limit reached | free resources or raise the limit |
 * | `corrupt` | the peer broke the memory protocol; the connection is closed | restart the peer, report the bug |
 * | `closed` | used after close(), or the peer is gone | connect again |
 * | `unsupported` | this transport or platform cannot do it | use another transport |
 * | `system` | an operating system call failed; see `syscall` and `errno` | see the message |
 */
export type TransportErrorCode =
  | 'invalid-address'
  | 'unknown-scheme'
  | 'not-found'
  | 'address-in-use'
  | 'permission-denied'
  | 'handshake-failed'
  | 'version-mismatch'
  | 'timeout'
  | 'resource-exhausted'
  | 'corrupt'
  | 'closed'
  | 'unsupported'
  | 'system';

export interface TransportErrorDetails {
  cause?: unknown;
  /** Name of the failed system call, when the operating system spoke. */
  syscall?: string | undefined;
  /** Positive errno of that call. */
  errno?: number | undefined;
}

/** Every failure of a transport. `code` is stable; the message is for people. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: TransportErrorCode;
  readonly syscall: string | undefined;
  readonly errno: number | undefined;

  constructor(code: TransportErrorCode, message: string, details: TransportErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.syscall = details.syscall;
    this.errno = details.errno;
  }
}
