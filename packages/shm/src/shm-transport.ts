// SPDX-License-Identifier: Apache-2.0
// The `shm:` transport: a name or path of a socket where two processes meet, then bytes through shared memory. Without
// the addon or the memory the bytes stay on that socket, and stats() says why.
import {
  type Connection,
  type ConnectOptions,
  type Listener,
  type ListenOptions,
  resolveSocketPath,
  type Transport,
} from '@memlane/transport';
import { loadAddon } from './native.js';
import { connectNative } from './native-connect.js';
import { listenNative } from './native-listen.js';
import { plainTransport } from './plain-transport.js';

export const shmTransport: Transport = {
  scheme: 'shm',

  async connect(target: string, options: ConnectOptions = {}): Promise<Connection> {
    const { addon, reason } = loadAddon();
    if (addon === undefined) return plainTransport(reason ?? '').connect(target, options);
    options.signal?.throwIfAborted();
    return connectNative(addon, resolveSocketPath('shm', target), `shm:${target}`, options);
  },

  async listen(target: string, options: ListenOptions): Promise<Listener> {
    const { addon, reason } = loadAddon();
    if (addon === undefined) return plainTransport(reason ?? '').listen(target, options);
    return listenNative(addon, resolveSocketPath('shm', target), `shm:${target}`, options);
  },
};
