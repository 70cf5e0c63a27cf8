// SPDX-License-Identifier: Apache-2.0
// Picks the transport for an address. The one plug through which the layers above reach any transport.
import { parseAddress, quote } from './address.js';
import type { Connection, ConnectOptions, Listener, ListenOptions, Transport } from './contract.js';
import { TransportError } from './error.js';

/** What the layers above know of transports: whole addresses in, connections and listeners out. */
export interface TransportRegistry {
  /** @throws TransportError "unknown-scheme", "invalid-address", and what the transport's connect() throws */
  connect(address: string, options?: ConnectOptions): Promise<Connection>;
  /** @throws TransportError "unknown-scheme", "invalid-address", and what the transport's listen() throws */
  listen(address: string, options: ListenOptions): Promise<Listener>;
}

/** A registry of `transports`, at most one for each scheme. @throws TypeError when a scheme comes twice */
export function createTransportRegistry(transports: readonly Transport[]): TransportRegistry {
  const byScheme = new Map<string, Transport>();
  for (const transport of transports) {
    if (byScheme.has(transport.scheme))
      throw new TypeError(`two transports for the scheme ${transport.scheme}:`);
    byScheme.set(transport.scheme, transport);
  }
  const find = (address: string): [Transport, string] => {
    const { scheme, target } = parseAddress(address);
    const transport = byScheme.get(scheme);
    if (transport === undefined) {
      const known = [...byScheme.keys()].map((one) => `${one}:`).join(', ');
      throw new TransportError(
        'unknown-scheme',
        `address ${quote(address)} has the unknown scheme ${scheme}: (known: ${known})`,
      );
    }
    return [transport, target];
  };
  return {
    async connect(address, options) {
      const [transport, target] = find(address);
      return transport.connect(target, options);
    },
    async listen(address, options) {
      const [transport, target] = find(address);
      return transport.listen(target, options);
    },
  };
}
