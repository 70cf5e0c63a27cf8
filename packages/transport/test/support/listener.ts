// SPDX-License-Identifier: Apache-2.0
// A process that listens at the path in its first argument until it is killed, or ends as the second says.
import process from 'node:process';
import { unixTransport } from '../../src/index.js';

const [path = '', how] = process.argv.slice(2);
await unixTransport.listen(path, { onConnection: () => {} });
if (how === 'exit') process.exit(0);
if (how === 'throw') throw new Error('on purpose');
process.send?.('listening');
