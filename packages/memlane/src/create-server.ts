// SPDX-License-Identifier: Apache-2.0
// The answering side: a server without services and addresses yet.
import { Server, type ServerOptions } from '@memlane/rpc';
import { transports } from './transports.js';

export type CreateServerOptions = Omit<ServerOptions, 'transports'>;

/** @throws RangeError when a limit is out of range */
export function createServer(options: CreateServerOptions = {}): Server {
  return new Server({ ...options, transports });
}
