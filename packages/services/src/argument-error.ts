// SPDX-License-Identifier: Apache-2.0
// Errors for wrong arguments, in Node's way: a TypeError with a `code`, thrown synchronously.

/** `service must be a string, not number` */
export function wrongType(name: string, expected: string, actual: unknown): TypeError {
  const type = actual === null ? 'null' : Array.isArray(actual) ? 'an array' : typeof actual;
  const error = new TypeError(`${name} must be ${expected}, not ${type}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

/** `status must be …, not "OK"` */
export function wrongValue(name: string, expected: string, actual: string): TypeError {
  const error = new TypeError(`${name} must be ${expected}, not ${quoted(actual)}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARG_VALUE' });
}

const maxQuotedChars = 200; // A caller's text comes back in errors; all of a long one would help nobody.

/** A text as it is shown in an error. */
export function quoted(text: string): string {
  const { length } = text;
  if (length <= maxQuotedChars) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, maxQuotedChars))}… (${length.toLocaleString('en')} characters)`;
}
