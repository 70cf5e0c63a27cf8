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

/** @returns what forgets it again */
export function disposeAtExit(owner: Owner): () => void {
  if (!listens) {
    listens = true;
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
