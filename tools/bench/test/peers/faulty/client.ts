// SPDX-License-Identifier: Apache-2.0
// A client that fails in the way its variant names.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EchoClient, Place } from '../../../src/peers/contract.js';
import { connect as connectWell } from '../../../src/peers/raw-socket/client.js';

export async function connect(place: Place): Promise<EchoClient> {
  if (place.variant === 'client crashes over a child') {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    // Beside the trial's directory, which is removed.
    writeFileSync(join(place.directory, '..', 'child.pid'), `${child.pid}`);
    throw new Error('gave up with a child running');
  }
  const client = await connectWell(place);
  if (place.variant !== 'answer is changed') return client;
  return {
    ...client,
    echoText: async (request) => ({ text: (await client.echoText!(request)).text.toUpperCase() }),
  };
}
