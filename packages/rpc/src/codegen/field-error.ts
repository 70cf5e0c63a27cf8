// SPDX-License-Identifier: Apache-2.0
// Errors of values that do not fit their field. All name the field: `greeter.HelloRequest.name`.

/** `greeter.HelloRequest.name must be a string, not number` */
export function wrongType(field: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${field} must be ${wanted}, not ${describe(value)}`);
}

/** `greeter.HelloRequest.count must be from 0 to 4,294,967,295, not -1` */
export function outOfRange(field: string, wanted: string, value: unknown): RangeError {
  return new RangeError(`${field} must be ${wanted}, not ${String(value)}`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return 'an array';
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? name : 'an object';
}
