// SPDX-License-Identifier: Apache-2.0
// The server program: serves at --address until it is told to stop, or whoever started it is gone.
import { parseArgs } from 'node:util';
import { createTestServer } from './test-server.js';

const { values } = parseArgs({ options: { address: { type: 'string' }, 'ring-bytes': { type: 'string' } } });
if (values.address === undefined) {
  console.error('usage: server --address shm:NAME [--ring-bytes N]');
  process.exit(2);
}
const ringBytes = values['ring-bytes'];
const server = createTestServer(ringBytes === undefined ? {} : { ringBytes: Number(ringBytes) });
await server.listen(values.address);
console.log(`listening at ${values.address}`);
process.send?.('listening');
const stop = (): void => void server.close({ graceMs: 0 }).then(() => process.exit(0));
process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
