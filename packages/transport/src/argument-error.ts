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

/** @throws TypeError for what is no number, RangeError for one that is no integer from `min` to `max` */
export function checkInteger(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number') throw argumentTypeError(name, 'a number', value);
  if (!Number.isInteger(value) || value < min || value > max)
    throw argumentRangeError(`${name} must be an integer from ${min} to ${max}, not ${value}`);
  return value;
}

/** @throws TypeError for what is no object, as `null` or a text */
export function checkOptionsObject(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw argumentTypeError('options', 'an object', options);
}

/** Numbers and booleans by their value; texts by their type only, because they may be secrets. */
function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  if (Array.isArray(value)) return 'an array';
  return value.constructor?.name ?? 'object';
}
