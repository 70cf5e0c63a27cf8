// SPDX-License-Identifier: Apache-2.0
// The answering side: a server without services and addresses yet.
import { Server, type ServerOptions } from '@memlane/rpc';
import { checkOptionsObject } from '@memlane/transport';
import { transports } from './transports.js';

export type CreateServerOptions = Omit<ServerOptions, 'transports'>;

/** @throws TypeError or RangeError with a code for a wrong option */
export function createServer(options: CreateServerOptions = {}): Server {
  checkOptionsObject(options);
  return new Server({ ...options, transports });
}
