// SPDX-License-Identifier: Apache-2.0
// Tells listeners of users what happened, but never from inside a synchronous call: what comes up during one is told
// afterwards, in its order. One queue for the thread.

let blocking = false;
let waiting: (() => void)[] = [];
let isScheduled = false;

/** Runs `tell` now, or behind what waits already. */
export function announce(tell: () => void): void {
  if (blocking || waiting.length > 0) waiting.push(tell);
  else tell();
}

/** Runs `wait`, which blocks the thread; what is announced meanwhile follows once it is back in the event loop. */
export function holdingAnnouncements<T>(wait: () => T): T {
  if (blocking) return wait();
  blocking = true;
  try {
    return wait();
  } finally {
    blocking = false;
    schedule();
  }
}

function schedule(): void {
  if (waiting.length === 0 || isScheduled) return;
  isScheduled = true;
  process.nextTick(tellAll);
}

function tellAll(): void {
  isScheduled = false;
  const told = waiting;
  let next = 0;
  try {
    // A listener may make the list longer. One that throws is an uncaught exception, and the others still hear.
    for (; next < told.length; next++) (told[next] as () => void)();
  } finally {
    waiting = told.slice(next + 1);
    schedule();
  }
}
