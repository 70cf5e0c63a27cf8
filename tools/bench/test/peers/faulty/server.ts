// SPDX-License-Identifier: Apache-2.0
// A server that fails in the way its variant names.
import type { EchoServer, Place } from '../../../src/peers/contract.js';
import { serve as serveWell } from '../../../src/peers/raw-socket/server.js';

export async function serve(place: Place): Promise<EchoServer> {
  if (place.variant === 'server cannot start') throw new Error('no room for a server');
  const server = await serveWell(place);
  if (place.variant === 'server ends early') setTimeout(() => process.exit(3), 50);
  if (place.variant === 'server stays open') return { close: async () => {} };
  return server;
}
