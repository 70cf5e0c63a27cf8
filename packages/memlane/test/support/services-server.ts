// SPDX-License-Identifier: Apache-2.0
// A server process for the tests: Lab with the standard services, at the address in its first argument. Closes when it is
// told to, waiting for as long as a call runs.
import { createServer } from '../../src/index.js';
import { Health, HealthService, reflection, ServerReflection } from '../../src/services.js';
import { Lab } from '../gen/lab.js';

const [address = ''] = process.argv.slice(2);
const server = createServer();
const health = new HealthService();
server.add(Health, health).add(ServerReflection, reflection(server));
server.add(Lab, {
  echo(chunk) {
    health.setStatus(Lab.typeName, chunk.number === 0 ? 'NOT_SERVING' : 'SERVING');
    return chunk;
  },
  async *pour({ count }) {
    for (let number = 0; number < count; number++) yield { number };
  },
});
await server.listen(address);
process.on('SIGTERM', () => {
  void server.close({ graceMs: Number.POSITIVE_INFINITY }).then(() => process.disconnect?.());
});
process.on('disconnect', () => process.exit(0));
process.send?.('listening');
