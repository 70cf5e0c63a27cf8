// SPDX-License-Identifier: Apache-2.0
// What a work is: something that a client is made to do for a while, whatever the peer.
import type { Ability, EchoClient } from '../peers/contract.js';
import type { Percentiles } from '../statistics.js';

/** How long, in ms. */
export interface Duration {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** What came out of one trial of a work. */
export interface Outcome {
  /** Calls, or messages of a stream, that were completed while measuring. */
  readonly operations: number;
  readonly elapsedUs: number;
  /** Round trips; undefined where there are none. */
  readonly latencyUs: Percentiles | undefined;
}

/** Stands at the two ends of the measured time. The work awaits both. */
export interface Gate {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** The figures that a work can be judged by. */
export type Headline = 'p50' | 'rate' | 'bandwidth';

export interface Work {
  /** For `--work` and the results. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly needs: Ability;
  readonly headline: Headline;
  /** What one operation is: `calls` or `messages`. */
  readonly operation: 'calls' | 'messages';
  /** Bytes of payload of one operation, counted once for an echo. */
  readonly payloadBytes: number;
  /** Measured when `--work` is not given. */
  readonly byDefault: boolean;
  run(client: EchoClient, duration: Duration, gate: Gate): Promise<Outcome>;
}
