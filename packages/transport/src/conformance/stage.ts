// SPDX-License-Identifier: Apache-2.0
// What each test of the suite plays on: one transport, one fresh target, and everything that was opened on it.
import type { Connection, Listener, Transport } from '../contract.js';
import { until } from './peer.js';

export class Stage {
  readonly transport: Transport;
  readonly target: string;
  /** Connections that the listener has handed over. */
  readonly accepted: Connection[] = [];
  readonly #open: { close(): unknown }[] = [];
  #listener: Listener | undefined;

  constructor(transport: Transport, target: string) {
    this.transport = transport;
    this.target = target;
  }

  /** The listener of listen(). */
  get listener(): Listener {
    if (this.#listener === undefined) throw new Error('nobody listens on this stage');
    return this.#listener;
  }

  /** Closes `one` when the test is over. */
  own<T extends { close(): unknown }>(one: T): T {
    this.#open.push(one);
    return one;
  }

  async listen(): Promise<Listener> {
    const listener = await this.transport.listen(this.target, {
      onConnection: (connection) => this.accepted.push(this.own(connection)),
    });
    this.#listener = this.own(listener);
    return listener;
  }

  async connect(): Promise<Connection> {
    return this.own(await this.transport.connect(this.target));
  }

  /** Both ends of a new connection, not started: the client's, the server's. */
  async pair(): Promise<[Connection, Connection]> {
    await this.listen();
    const client = await this.connect();
    await until(() => this.accepted.length === 1);
    return [client, this.accepted[0] as Connection];
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0).reverse()) await one.close();
  }
}
