// SPDX-License-Identifier: Apache-2.0
// Whether a thread may block for a channel's session, and what to tell who asks when it may not.
import type { ClientSession } from '@memlane/protocol';
import type { Connection } from '@memlane/transport';
import { Code } from './code.js';
import { RpcError } from './rpc-error.js';

export class SyncGate {
  readonly #address: string;
  #wasConnected = false;
  /** Sessions that have passed; held weakly, because one that is over is nobody's concern. */
  readonly #passed = new WeakSet<ClientSession>();

  /** `address` is the channel's. */
  constructor(address: string) {
    this.#address = address;
  }

  /** The channel is connected. */
  connected(): void {
    this.#wasConnected = true;
  }

  /**
   * @returns `session`, which can be waited for
   * @throws RpcError FAILED_PRECONDITION or, after a loss, UNAVAILABLE, with what to do
   */
  pass(session: ClientSession | undefined): ClientSession {
    if (session === undefined) throw this.#notConnected();
    if (this.#passed.has(session)) return session;
    const reason = whyNot(session.connection);
    if (reason !== undefined) throw new RpcError(Code.FAILED_PRECONDITION, reason, { unsent: true });
    this.#passed.add(session);
    return session;
  }

  /** Connecting takes turns of the event loop, which a blocked thread has not. */
  #notConnected(): RpcError {
    const [code, text] = this.#wasConnected
      ? ([Code.UNAVAILABLE, `the connection to ${this.#address} was lost`] as const)
      : ([Code.FAILED_PRECONDITION, `not connected to ${this.#address} yet`] as const);
    return new RpcError(code, `${text}; await channel.connect(), then call synchronously`, { unsent: true });
  }
}

/** Why a thread cannot block for this connection; undefined when it can. */
function whyNot(connection: Connection): string | undefined {
  const { address } = connection;
  const { medium, fallbackReason } = connection.stats();
  if (medium === 'memory' || connection.isOwnPeer === true) {
    return `${address} is served by this very thread, which cannot answer while it waits; call asynchronously`;
  }
  if (connection.wait !== undefined) return undefined;
  const reason = fallbackReason === undefined ? '' : ` (${fallbackReason})`;
  return `${address} carries its bytes over a socket${reason}, which only the event loop can wait for; call asynchronously`;
}
