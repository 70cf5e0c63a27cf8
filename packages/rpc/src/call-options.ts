// SPDX-License-Identifier: Apache-2.0
// Checks what a user gives as call options. Wrong ones are the caller's mistake and thrown at once.
import { argumentTypeError } from './argument-error.js';
import type { CallParent, CommonCallOptions } from './client-types.js';

/** @throws TypeError with a code, naming the option */
export function checkCallOptions(options: CommonCallOptions): void {
  if (typeof options !== 'object' || options === null)
    throw argumentTypeError('options', 'an object', options);
  const { timeoutMs, signal, parent, onHeaders, onTrailers } = options;
  if (timeoutMs !== undefined && (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs))) {
    throw argumentTypeError('timeoutMs', 'a number of milliseconds', timeoutMs);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw argumentTypeError('signal', 'an AbortSignal', signal);
  if (parent !== undefined && !((parent as CallParent | null)?.signal instanceof AbortSignal))
    throw argumentTypeError('parent', 'the context of a handler', parent);
  if (onHeaders !== undefined && typeof onHeaders !== 'function') {
    throw argumentTypeError('onHeaders', 'a function', onHeaders);
  }
  if (onTrailers !== undefined && typeof onTrailers !== 'function') {
    throw argumentTypeError('onTrailers', 'a function', onTrailers);
  }
}
