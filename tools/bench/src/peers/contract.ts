// SPDX-License-Identifier: Apache-2.0
// What a peer of the benchmark is: a client and a server of the same echo service over some means of communication.
// A peer's folder has `client.ts` exporting `connect` and, unless its client starts the server, `server.ts` exporting
// `serve`. Both check what they carry with payload.ts. Works (../works) know only these interfaces.
import type { Percentiles } from '../statistics.js';

export interface TextMessage {
  readonly text: string;
}

export interface BlobMessage {
  readonly data: Uint8Array;
}

/**
 * What a peer can carry. A work names the one it needs; peers without it are left out. 'lone-text' is echoText() with one
 * call at a time, 'text' with any number. 'many' is text of any number of clients of one server.
 */
export type Ability =
  | 'lone-text'
  | 'text'
  | 'blob'
  | 'record'
  | 'server-stream'
  | 'client-stream'
  | 'mixed'
  | 'many';

/** The calling side. Owned by the trial, which closes it. */
export interface EchoClient {
  /** One unary call: the answer carries the same text. */
  echoText?(request: TextMessage): Promise<TextMessage>;
  /** One unary call: the answer carries the same bytes. The request may be reused once it has settled. */
  echoBlob?(request: BlobMessage): Promise<BlobMessage>;
  /** One unary call with record number `index` of record.ts; rejects unless the answer is the same. */
  echoRecord?(index: number): Promise<void>;
  /** One server stream of `count` messages, the texts of payload.ts in order, each given to `onMessage`. */
  produce?(count: number, onMessage: (message: TextMessage) => void): Promise<void>;
  /** One client stream of `count` messages, the texts of payload.ts in order; gives what the server counted. */
  consume?(count: number): Promise<number>;
  /** For a limit, which is a program of its own: it does the work instead. */
  perform?(work: { readonly payloadBytes: number }, duration: Duration): Promise<Performed>;
  /** For a client that started its server itself: what the server has used. 'included' where both are one process. */
  serverUsage?(): Promise<Usage | 'included'>;
  close(): Promise<void>;
}

/** How long, in ms. */
export interface Duration {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** What a program that does the work by itself tells. */
export interface Performed {
  readonly operations: number;
  readonly elapsedUs: number;
  readonly latencyUs: Percentiles | undefined;
  /** Of all its processes, while measuring. */
  readonly cpuUs: number;
  readonly peakRssBytes: number;
}

/** The answering side. Owned by the trial, which closes it. */
export interface EchoServer {
  close(): Promise<void>;
}

/** Processor time and memory of a process since its start. */
export interface Usage {
  /** User and system time of all threads, µs. */
  readonly cpuUs: number;
  /** Greatest resident set size so far, bytes. */
  readonly peakRssBytes: number;
}

/** Where a trial's peers meet, and which variant of the peer is wanted. */
export interface Place {
  /** A directory of this trial alone, removed after it. Short enough for a socket path in it. */
  readonly directory: string;
  /** From the peer's entry in the list. */
  readonly variant: string | undefined;
}

export interface ClientModule {
  connect(place: Place): Promise<EchoClient>;
}

export interface ServerModule {
  /** Resolves when clients can connect. */
  serve(place: Place): Promise<EchoServer>;
}
