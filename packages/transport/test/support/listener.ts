// SPDX-License-Identifier: Apache-2.0
// A process that listens at the path in its first argument until it is killed.
import process from 'node:process';
import { unixTransport } from '../../src/index.js';

await unixTransport.listen(process.argv[2] as string, { onConnection: () => {} });
process.send?.('listening');
