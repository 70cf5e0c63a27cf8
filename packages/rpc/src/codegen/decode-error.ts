// SPDX-License-Identifier: Apache-2.0
// The error of bytes that are not a protobuf message. Whoever sees it treats the sender as broken or hostile.

/**
 * - `truncated`: a field goes past the end of its message. Ask the sender; the bytes were cut or are not this type.
 * - `invalid-varint`: a number takes more than 10 bytes, or a length more than 31 bits.
 * - `invalid-tag`: field number 0, an unknown wire type, or a group that is not closed or never began.
 * - `invalid-utf8`: a `string` field holds other bytes. The sender should use `bytes` for them.
 * - `too-deep`: messages or groups nest deeper than 100 levels.
 * - `unsafe-integer`: a 64-bit value does not fit a number; generate with `--int64 bigint`.
 */
export type DecodeErrorCode =
  | 'truncated'
  | 'invalid-varint'
  | 'invalid-tag'
  | 'invalid-utf8'
  | 'too-deep'
  | 'unsafe-integer';

export class DecodeError extends Error {
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DecodeError';
    this.code = code;
  }
}

export function truncated(position: number): DecodeError {
  return new DecodeError('truncated', `field at byte ${position} goes past the end of its message`);
}

export function invalidVarint(position: number): DecodeError {
  return new DecodeError('invalid-varint', `number at byte ${position} is longer than its type allows`);
}
