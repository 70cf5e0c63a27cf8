// SPDX-License-Identifier: Apache-2.0
// Calls into user code that must not break a call: what they throw becomes an uncaught exception, as in an event listener.

export function callUser<T>(callback: (value: T) => void, value: T): void {
  try {
    callback(value);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
