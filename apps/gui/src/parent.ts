// SPDX-License-Identifier: Apache-2.0
// What the window tells the process that started it, where there is an IPC channel. The other end is
// apps/console/src/window-process.ts.

export type ToParent =
  /** The page can be opened and the console may connect. */
  | { readonly type: 'ready'; readonly url: string }
  /** It could not start; the process exits with an error. */
  | { readonly type: 'failed'; readonly text: string };

/** True when a program started this process and waits for its word. */
export function hasParent(): boolean {
  return process.connected === true;
}

/** Resolves when it is on its way; does nothing without a parent. */
export function tellParent(message: ToParent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
