// SPDX-License-Identifier: Apache-2.0
// Errors for wrong arguments, in Node's way: a TypeError or RangeError with a `code`, thrown synchronously.

/** `timeoutMs must be a number, not string` */
export function argumentTypeError(name: string, expected: string, actual: unknown): TypeError {
  const error = new TypeError(`${name} must be ${expected}, not ${describe(actual)}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

export function argumentRangeError(message: string): RangeError {
  return Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
}
