// SPDX-License-Identifier: Apache-2.0
// Controllers of the signals that Memlane hands out.
import { setMaxListeners } from 'node:events';

/** Any number may listen to its signal: all calls of a server to its end, say. Node warns above ten on others. */
export function abortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
