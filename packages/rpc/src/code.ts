// SPDX-License-Identifier: Apache-2.0
// gRPC's status codes: same names, same numbers (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).

export const Code = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type Code = (typeof Code)[keyof typeof Code];
export type CodeName = keyof typeof Code;

const names = Object.keys(Code) as CodeName[];

/** `UNAVAILABLE` for 14; `UNKNOWN` for a number that is no code. */
export function codeName(code: number): CodeName {
  return names[code] ?? 'UNKNOWN';
}

/** The code itself, or UNKNOWN for a number that is none, as gRPC has it for codes of the future. */
export function toCode(code: number): Code {
  return (Number.isInteger(code) && code >= 0 && code <= 16 ? code : Code.UNKNOWN) as Code;
}

/** What a call ends with whose handler threw an error with `code`: OK is no failure, so nothing ends in it by throwing. */
export function failureCode(code: number): Code {
  return code === Code.OK ? Code.UNKNOWN : toCode(code);
}
