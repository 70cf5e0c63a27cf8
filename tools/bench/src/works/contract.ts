// SPDX-License-Identifier: Apache-2.0
// What a work is: something that a client is made to do for a while, whatever the peer.
import type { Ability, Duration, EchoClient } from '../peers/contract.js';
import type { Percentiles } from '../statistics.js';

/** What came out of one trial of a work. */
export interface Outcome {
  /** Calls, or messages of a stream, that were completed while measuring; seconds, where nothing was to be done. */
  readonly operations: number;
  readonly elapsedUs: number;
  /** Round trips; undefined where there are none. */
  readonly latencyUs: Percentiles | undefined;
  /** Of a work under load: the same round trips without it. */
  readonly aloneLatencyUs?: Percentiles | undefined;
  /** Of a work with many connections: what each of them takes in both processes together. */
  readonly connectionBytes?: number;
}

/** What a trial gives to a work. */
export interface Stage {
  readonly client: EchoClient;
  readonly duration: Duration;
  /** One more client of the same server. Owned by the trial, which closes it. */
  connect(): Promise<EchoClient>;
  /** The two ends of the measured time: what processes use in between is counted. */
  begin(): Promise<void>;
  end(): Promise<void>;
  /** Memory of both processes now, bytes; outside of the measured time. */
  memory(): Promise<number>;
}

/** The figures that a work can be judged by. 'cpu' is processor time per operation. */
export type Headline = 'p50' | 'rate' | 'bandwidth' | 'cpu' | 'p99';

/** Whom a work is for when no peer is named: every peer that can do it, or Memlane and the references. */
export type Rivals = 'all' | 'few';

export interface Work {
  /** For `--work` and the results. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly needs: Ability;
  readonly headline: Headline;
  /** What one operation is. */
  readonly operation: 'calls' | 'messages' | 'seconds';
  /** Bytes of payload of one operation, counted once for an echo. */
  readonly payloadBytes: number;
  readonly rivals: Rivals;
  /** Measured by `--quick`. */
  readonly quick?: boolean;
  run(stage: Stage): Promise<Outcome>;
}
