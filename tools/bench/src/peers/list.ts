// SPDX-License-Identifier: Apache-2.0
// The peers that can be measured. Loads none of them: each process of a trial imports its own peer only.
import type { Ability } from './contract.js';

export interface Peer {
  /** For `--peer` and the results. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Its folder beside this file. */
  readonly folder: string;
  /** Handed to the peer: one folder can hold several ways of use. */
  readonly variant?: string;
  readonly abilities: readonly Ability[];
  /** npm packages whose versions belong in the results. */
  readonly packages: readonly string[];
  /** The client starts the server itself, as a child process or a thread. */
  readonly ownServer?: boolean;
  /** Measured in every work that it can do; the others only in those for all. */
  readonly main?: boolean;
}

/** The peers that the ratios of the tables are taken to. */
export const references: readonly string[] = ['socket-corked', 'socket', 'grpc-js'];

const streams = ['server-stream', 'client-stream'] as const;
const calls = ['lone-text', 'text', 'blob', 'record', 'mixed'] as const;

/** A program without Node.js, frames and messages each. */
const limits = [
  { variant: 'spin', title: 'limit: two processes spin on a cache line each', ability: 'lone-text' },
  { variant: 'eventfd', title: 'limit: two processes wake each other from epoll', ability: 'lone-text' },
  { variant: 'memcpy', title: 'limit: the four copies of an echo, one process', ability: 'blob' },
  { variant: 'ring', title: 'limit: 32 bytes at a time through our ring', ability: 'server-stream' },
] as const;

export const peers: readonly Peer[] = [
  {
    name: 'memlane',
    title: 'Memlane, shm:',
    folder: 'memlane',
    abilities: [...calls, ...streams, 'many'],
    packages: ['memlane'],
    main: true,
  },
  ...(['low', 'efficient'] as const).map((latency) => ({
    name: `memlane-${latency}`,
    title: `Memlane, shm:, latency '${latency}' on both sides`,
    folder: 'memlane',
    variant: latency,
    abilities: ['lone-text', 'text'] as const,
    packages: ['memlane'],
  })),
  ...[
    { variant: 'sync', server: 'a server that sleeps' },
    { variant: 'sync-low', server: "latency 'low' on both sides" },
  ].map(({ variant, server }) => ({
    name: `memlane-${variant}`,
    title: `Memlane, shm:, synchronous calls, ${server}`,
    folder: 'memlane',
    variant,
    abilities: ['lone-text'] as const,
    packages: ['memlane'],
  })),
  {
    name: 'memlane-send',
    title: 'Memlane, shm:, streams through send() and a callback',
    folder: 'memlane',
    variant: 'send',
    abilities: streams,
    packages: ['memlane'],
  },
  {
    name: 'socket-corked',
    title: 'hand-rolled: node:net Unix socket, corked, protobufjs, Map',
    folder: 'socket',
    variant: 'corked',
    abilities: [...calls, ...streams],
    packages: ['protobufjs'],
    main: true,
  },
  {
    name: 'socket',
    title: 'hand-rolled by someone who has profiled: the same, one buffer and one write per turn',
    folder: 'socket',
    abilities: [...calls, ...streams, 'many'],
    packages: ['protobufjs'],
    main: true,
  },
  {
    name: 'socket-eager',
    title: 'the same, and writing before the turn is over once there is 1 KiB to write',
    folder: 'socket',
    variant: 'eager',
    abilities: ['lone-text', 'text', ...streams],
    packages: ['protobufjs'],
  },
  {
    name: 'grpc-js',
    title: '@grpc/grpc-js, Unix socket',
    folder: 'grpc-js',
    abilities: [...calls, ...streams, 'many'],
    packages: ['@grpc/grpc-js', 'protobufjs'],
    main: true,
  },
  {
    name: 'raw-socket',
    title: 'raw node:net Unix socket, one call at a time: no frames, no protobuf',
    folder: 'raw-socket',
    abilities: ['lone-text'],
    packages: [],
  },
  ...['json', 'advanced'].map((variant) => ({
    name: `child-${variant}`,
    title: `child_process IPC, serialization ${variant}`,
    folder: 'child-process',
    variant,
    abilities: [...calls, 'server-stream'] as const,
    packages: [],
    ownServer: true,
  })),
  {
    name: 'message-port',
    title: 'worker_threads MessagePort (one process)',
    folder: 'message-port',
    abilities: [...calls, 'server-stream'],
    packages: [],
    ownServer: true,
  },
  {
    name: 'connect',
    title: '@connectrpc/connect-node, gRPC over a Unix socket',
    folder: 'connect',
    abilities: [...calls, ...streams],
    packages: ['@connectrpc/connect', '@connectrpc/connect-node', '@bufbuild/protobuf'],
  },
  {
    name: 'zeromq',
    title: 'zeromq DEALER and ROUTER, ipc://, protobufjs, Map',
    folder: 'zeromq',
    abilities: [...calls, 'server-stream'],
    packages: ['zeromq', 'protobufjs'],
  },
  ...limits.map(({ variant, title, ability }) => ({
    name: `limit-${variant}`,
    title,
    folder: 'limits',
    variant,
    abilities: [ability],
    packages: [],
    ownServer: true,
    main: true,
  })),
];
