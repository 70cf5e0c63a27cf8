// SPDX-License-Identifier: Apache-2.0
// The program of a trial's server process.
import type { ServerModule } from '../peers/contract.js';
import { memoryBytes } from './memory.js';
import type { Assignment, FromServer, ToServer } from './messages.js';
import { usage } from './usage.js';

const { folder, place } = JSON.parse(process.argv[2]!) as Assignment;
const { serve }: ServerModule = await import(`../peers/${folder}/server.js`);
const server = await serve(place);

// Nobody is there to stop it any more.
process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToServer) => {
  if (message.type === 'usage?') tell({ type: 'usage', usage: usage() });
  else if (message.type === 'memory?') tell({ type: 'memory', bytes: memoryBytes(true) });
  else void stop();
});
tell({ type: 'ready' });

function tell(message: FromServer): void {
  process.send!(message);
}

/** From here on nothing keeps the process alive but what the peer has left behind. */
async function stop(): Promise<void> {
  await server.close();
  process.removeAllListeners('disconnect');
  process.disconnect();
}
