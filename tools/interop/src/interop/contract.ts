// SPDX-License-Identifier: Apache-2.0
// What a case is, and what it is given.
import type { Channel, Client } from 'memlane';
import type { TestService } from '../gen/interop.js';

/** Repetitions of the long cases. */
export interface Amounts {
  /** Calls of rpc_soak, one after another on one channel. */
  readonly rpcSoak: number;
  /** Channels of channel_soak, one after another. */
  readonly channelSoak: number;
}

export const fullAmounts: Amounts = { rpcSoak: 10_000, channelSoak: 2000 };
/** rpc_soak alone moves 5.5 GiB in full. */
export const shortAmounts: Amounts = { rpcSoak: 200, channelSoak: 100 };

export interface CaseContext {
  /** Open and idle; the case leaves it so. */
  readonly channel: Channel;
  readonly client: Client<typeof TestService>;
  /** Another channel to the same server. The case closes it. */
  connect(): Promise<Channel>;
  readonly amounts: Amounts;
}

export interface InteropCase {
  /** gRPC's name of it. */
  readonly name: string;
  /** Rejects with an AssertionError when something is not as it must be. */
  run(context: CaseContext): Promise<void>;
}
