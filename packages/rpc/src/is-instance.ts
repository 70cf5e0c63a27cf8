// SPDX-License-Identifier: Apache-2.0
// `instanceof` for values that users throw.

/** False where `instanceof` itself throws: for a revoked proxy, or one whose handler does. */
export function isInstance<T>(value: unknown, type: abstract new (...args: never[]) => T): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}
