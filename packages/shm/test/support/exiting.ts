// SPDX-License-Identifier: Apache-2.0
// Ends in the way that its second argument names, with a listener and connections open in every state.
import process from 'node:process';
import { shmTransport } from '../../src/index.js';

const [target = '', how = ''] = process.argv.slice(2);

const listener = await shmTransport.listen(target, {
  onConnection(connection) {
    if (how === 'unref') connection.unref();
    connection.start({
      readable() {
        if (how === 'exit in a callback') process.exit(0);
        if (how === 'throw in a callback') throw new Error('on purpose');
      },
      writable() {},
      closed() {},
    });
  },
});
const connection = await shmTransport.connect(target);
const idle = await shmTransport.connect(target);
connection.start({ readable() {}, writable() {}, closed() {} });
process.on('uncaughtException', (error) => process.exit(error.message === 'on purpose' ? 0 : 1));
switch (how) {
  case 'exit':
    process.exit(0);
    break;
  case 'exit after close':
    connection.close();
    process.exit(0);
    break;
  case 'unref':
    // Nothing keeps the process alive: neither listener nor connections.
    listener.unref();
    connection.unref();
    idle.unref();
    process.disconnect();
    process.exitCode = 0;
    break;
  default:
    connection.write(Buffer.alloc(10), 0, 10);
}
