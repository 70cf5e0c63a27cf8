// SPDX-License-Identifier: Apache-2.0
// A process that serves Blocking at the address in its first argument, with rings of the size in its second.
import { serveBlocking } from './blocking-server.js';

const [address = '', ringBytes = ''] = process.argv.slice(2);
await serveBlocking(address, ringBytes === '' ? {} : { ringBytes: Number(ringBytes) });
process.on('disconnect', () => process.exit(0));
process.send?.('listening');
