// SPDX-License-Identifier: Apache-2.0
// Errors for wrong arguments, in Node's way: a TypeError or RangeError with a `code`, thrown synchronously. For every
// layer from here up.

/** `timeoutMs must be a number of milliseconds, not NaN` */
export function argumentTypeError(name: string, expected: string, actual: unknown): TypeError {
  const error = new TypeError(`${name} must be ${expected}, not ${describe(actual)}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

export function argumentRangeError(message: string): RangeError {
  return Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/** Numbers and booleans by their value; texts by their type only, because they may be secrets. */
function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  if (Array.isArray(value)) return 'an array';
  return value.constructor?.name ?? 'object';
}
