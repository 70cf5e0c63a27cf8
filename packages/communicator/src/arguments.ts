// SPDX-License-Identifier: Apache-2.0
// What callers give, checked: TypeError for a wrong type, CommunicatorError for a value out of range.
import { maxCapacity, minRegionBytes } from '@memlane/shm/broadcast';
import { namePattern } from '@memlane/transport';
import { CommunicatorError } from './error.js';

export const defaultMaxMessageBytes = 64 * 1024 * 1024;

const text = (count: number): string => count.toLocaleString('en-US');

export function checkName(name: unknown): string {
  if (typeof name !== 'string') throw new TypeError(`name must be a string, not ${kindOf(name)}`);
  if (!namePattern.test(name)) {
    throw new CommunicatorError(
      'invalid-name',
      `name ${JSON.stringify(name)} must be 1 to 64 letters, digits, ".", "_" or "-", and begin with a letter or digit`,
    );
  }
  return name;
}

export function checkCapacity(capacity: unknown): number {
  if (typeof capacity !== 'number') {
    throw new TypeError(`capacity must be a number, not ${kindOf(capacity)}`);
  }
  if (!Number.isInteger(capacity) || capacity < minRegionBytes || capacity > maxCapacity) {
    throw new CommunicatorError(
      'invalid-capacity',
      `capacity of ${capacity} is no integer from ${minRegionBytes} to ${text(maxCapacity)}`,
    );
  }
  return capacity;
}

export function checkPosition(what: string, position: unknown, capacity: number): number {
  if (typeof position !== 'number') throw new TypeError(`${what} must be a number, not ${kindOf(position)}`);
  if (!Number.isInteger(position) || position < 0 || position > capacity - minRegionBytes) {
    throw new CommunicatorError(
      'invalid-position',
      `${what} of ${position} is no integer from 0 to ${text(capacity - minRegionBytes)}, ` +
        `which leaves ${minRegionBytes} bytes of the capacity of ${text(capacity)}`,
    );
  }
  return position;
}

/** The maximum lies where a record's head can still say it. */
export function checkMaxMessageBytes(options: unknown): number {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`options must be an object, not ${kindOf(options)}`);
  }
  const { maxMessageBytes = defaultMaxMessageBytes } = options as { maxMessageBytes?: unknown };
  if (typeof maxMessageBytes !== 'number') {
    throw new TypeError(`maxMessageBytes must be a number, not ${kindOf(maxMessageBytes)}`);
  }
  if (!Number.isInteger(maxMessageBytes) || maxMessageBytes < 0 || maxMessageBytes > maxCapacity) {
    throw new RangeError(
      `maxMessageBytes of ${maxMessageBytes} is no integer from 0 to ${text(maxCapacity)}`,
    );
  }
  return maxMessageBytes;
}

export function checkData(data: unknown): asserts data is string | Uint8Array {
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
    throw new TypeError(`data must be a string or a Uint8Array, not ${kindOf(data)}`);
  }
}

/** @throws CommunicatorError "message-too-large" */
export function checkSize(bytes: number, maxMessageBytes: number): void {
  if (bytes > maxMessageBytes) throw tooLarge(bytes, 'maxMessageBytes', maxMessageBytes);
}

export function tooLarge(bytes: number, limit: string, value: number): CommunicatorError {
  return new CommunicatorError(
    'message-too-large',
    `message of ${text(bytes)} bytes exceeds ${limit} (${text(value)})`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
}
