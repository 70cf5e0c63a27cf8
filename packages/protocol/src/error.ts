// SPDX-License-Identifier: Apache-2.0
// The one error class of the protocol layer and its closed set of codes.

/**
 * | code | cause | do |
 * |---|---|---|
 * | `bad-preface` | the peer does not speak the Memlane protocol | check what listens at the address |
 * | `version-mismatch` | no protocol version in common | update the older side |
 * | `bad-frame` | a frame breaks the wire format | restart the peer, report the bug |
 * | `bad-state` | a frame that its stream or session does not allow now | restart the peer, report the bug |
 * | `credit-exceeded` | the peer sent more than it had credit for | restart the peer, report the bug |
 * | `limit-exceeded` | a limit of the session was passed, such as the peer's maxMetadataBytes | raise the limit |
 * | `timeout` | the preface did not come in time | check that the other process runs |
 * | `goaway` | the session takes no new calls | open a new connection |
 * | `closed` | the session is over | open a new connection |
 * | `reentered` | a call or a message from within the encoding of another, such as a getter of it | give plain values |
 * | `cannot-wait` | the thread would have to block for bytes that only it can move | call asynchronously |
 */
export type ProtocolErrorCode =
  | 'bad-preface'
  | 'version-mismatch'
  | 'bad-frame'
  | 'bad-state'
  | 'credit-exceeded'
  | 'limit-exceeded'
  | 'timeout'
  | 'goaway'
  | 'closed'
  | 'reentered'
  | 'cannot-wait';

/** Every failure of a session. `code` is stable; the message is for people. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
