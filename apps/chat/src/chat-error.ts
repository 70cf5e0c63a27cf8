// SPDX-License-Identifier: Apache-2.0
// The one error class of the chat.

/**
 * | code | when | do |
 * |---|---|---|
 * | `empty-line` | the line has no visible character | type something |
 * | `line-too-long` | more than `maxLineChars` UTF-16 units | cut it |
 * | `too-many-waiting` | `maxWaitingLines` lines have no receipt yet | wait for the other side |
 * | `closed` | said after close() | nothing |
 */
export type ChatErrorCode = 'empty-line' | 'line-too-long' | 'too-many-waiting' | 'closed';

export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;

  constructor(code: ChatErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
