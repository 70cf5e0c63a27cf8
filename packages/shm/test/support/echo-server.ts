// SPDX-License-Identifier: Apache-2.0
// Listens at the address target in its first argument and sends every byte back. "forks": the first connection makes it
// start a child that inherits nothing by right, but lives on when this process is killed.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { shmTransport } from '../../src/index.js';

const [target = '', mode = ''] = process.argv.slice(2);

await shmTransport.listen(target, {
  onConnection(connection) {
    const bytes = Buffer.alloc(64 * 1024);
    connection.start({
      readable() {
        const count = connection.read(bytes, 0, bytes.length);
        if (count > 0) connection.write(bytes, 0, count);
      },
      writable() {},
      closed() {},
    });
    if (mode === 'forks') {
      const child = spawn('sleep', ['30'], { stdio: 'ignore', detached: true });
      process.send?.({ sleeper: child.pid });
    }
  },
});
process.send?.('listening');
