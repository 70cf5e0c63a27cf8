// SPDX-License-Identifier: Apache-2.0
// Iterators and promises of users: how to tell them, get them and leave them.

export type AnyIterator = AsyncIterator<unknown> | Iterator<unknown>;

/** undefined for what cannot be iterated over. @throws what the iterable throws */
export function iteratorOf(value: unknown): AnyIterator | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Symbol.asyncIterator in value) return (value as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  if (Symbol.iterator in value) return (value as Iterable<unknown>)[Symbol.iterator]();
  return undefined;
}

/** Tells an iterator that nobody wants more. A generator that waits inside runs its `finally` when it comes back. */
export function leave(iterator: AnyIterator): void {
  try {
    const left: unknown = iterator.return?.(undefined);
    if (left instanceof Promise) left.catch(() => {});
  } catch {
    // The call has its outcome already; an iterator that fails while being left changes nothing.
  }
}

/** @throws what the traps of a proxy throw */
export function isIterable(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

/** @throws what asking for `then` throws */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
