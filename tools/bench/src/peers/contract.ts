// SPDX-License-Identifier: Apache-2.0
// What a peer of the benchmark is: a client and a server of the same echo service over some means of communication.
// A peer's folder has `client.ts` exporting `connect` and, unless its client starts the server, `server.ts` exporting
// `serve`. Both check what they carry with payload.ts. Works (../works) know only these interfaces.

export interface TextMessage {
  readonly text: string;
}

export interface BlobMessage {
  readonly data: Uint8Array;
}

/**
 * What a peer can carry. A work names the one it needs; peers without it are left out. 'lone-text' is echoText() with one
 * call at a time, 'text' with any number.
 */
export type Ability = 'lone-text' | 'text' | 'blob' | 'server-stream';

/** The calling side. Owned by the trial, which closes it. */
export interface EchoClient {
  /** One unary call: the answer carries the same text. */
  echoText?(request: TextMessage): Promise<TextMessage>;
  /** One unary call: the answer carries the same bytes. The request may be reused once it has settled. */
  echoBlob?(request: BlobMessage): Promise<BlobMessage>;
  /** One server stream of `count` messages, the texts of payload.ts in order, each given to `onMessage`. */
  produce?(count: number, onMessage: (message: TextMessage) => void): Promise<void>;
  /** For a client that started its server itself: what the server has used. 'included' where both are one process. */
  serverUsage?(): Promise<Usage | 'included'>;
  close(): Promise<void>;
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
