// SPDX-License-Identifier: Apache-2.0
// Closes listeners that are still open when this thread or process exits: process.exit() runs no tear-down of theirs, and
// their files would stay.
import process from 'node:process';

const open = new Set<() => void>();
let listens = false;

/** Calls `close` at exit. @returns what forgets it again */
export function closeAtExit(close: () => void): () => void {
  if (!listens) {
    listens = true;
    process.once('exit', () => {
      for (const one of open) one();
    });
  }
  open.add(close);
  return () => void open.delete(close);
}
