// SPDX-License-Identifier: Apache-2.0
// The whole of `shm:` for a process without the addon.
import { resolveSocketPath, type Transport } from '@memlane/transport';
import { connectPlain, listenPlain } from './plain.js';

/** `reason` says why there is no addon; stats() of every connection repeats it. */
export function plainTransport(reason: string): Transport {
  return {
    scheme: 'shm',
    async connect(target, options = {}) {
      options.signal?.throwIfAborted();
      return connectPlain(resolveSocketPath('shm', target), `shm:${target}`, options, reason);
    },
    async listen(target, options) {
      return listenPlain(resolveSocketPath('shm', target), `shm:${target}`, options, reason);
    },
  };
}
