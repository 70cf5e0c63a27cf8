// SPDX-License-Identifier: Apache-2.0
// Disposes what is open when this thread or process exits: process.exit() skips the native part's own tear-down, and the
// file would stay.
import process from 'node:process';

interface Owner {
  dispose(): void;
}

/** Weak: an idle communicator that nobody holds may be collected. */
const open = new Set<WeakRef<Owner>>();
let listens = false;
let exits = false;

/** True once the process or thread exits: no event loop is held up any more, and none comes back to anything. */
export const isExiting = (): boolean => exits;

/** @returns what forgets it again */
export function disposeAtExit(owner: Owner): () => void {
  if (!listens) {
    listens = true;
    // Before any other listener, one that disposes as well.
    process.prependOnceListener('exit', () => {
      exits = true;
    });
    process.once('exit', () => {
      for (const reference of open) reference.deref()?.dispose();
    });
  }
  const reference = new WeakRef(owner);
  open.add(reference);
  collected.register(owner, reference, reference);
  return () => {
    open.delete(reference);
    collected.unregister(reference);
  };
}

const collected = new FinalizationRegistry<WeakRef<Owner>>((reference) => open.delete(reference));
