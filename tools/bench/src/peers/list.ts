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
  /** Measured when `--peer` is not given. */
  readonly byDefault?: boolean;
}

/** The peers that the ratios are taken to. */
export const references: readonly string[] = ['socket', 'grpc-js'];

export const peers: readonly Peer[] = [
  {
    name: 'memlane',
    title: 'Memlane, shm:',
    folder: 'memlane',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: ['memlane'],
    byDefault: true,
  },
  {
    name: 'socket',
    title: 'hand-rolled: node:net Unix socket, one buffer per turn, protobufjs, Map',
    folder: 'socket',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: ['protobufjs'],
    byDefault: true,
  },
  {
    name: 'socket-eager',
    title: 'hand-rolled, and writing before the turn is over once there is 1 KiB to write',
    folder: 'socket',
    variant: 'eager',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: ['protobufjs'],
  },
  {
    name: 'socket-corked',
    title: 'hand-rolled, the plain way: a buffer per frame, cork() around the writes',
    folder: 'socket',
    variant: 'corked',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: ['protobufjs'],
  },
  {
    name: 'grpc-js',
    title: '@grpc/grpc-js, Unix socket',
    folder: 'grpc-js',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: ['@grpc/grpc-js', 'protobufjs'],
    byDefault: true,
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
    abilities: ['lone-text', 'text', 'blob', 'server-stream'] as const,
    packages: [],
    ownServer: true,
  })),
  {
    name: 'message-port',
    title: 'worker_threads MessagePort (one process)',
    folder: 'message-port',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: [],
    ownServer: true,
  },
  {
    name: 'connect',
    title: '@connectrpc/connect-node, gRPC over a Unix socket',
    folder: 'connect',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: ['@connectrpc/connect', '@connectrpc/connect-node', '@bufbuild/protobuf'],
  },
  {
    name: 'zeromq',
    title: 'zeromq DEALER and ROUTER, ipc://, protobufjs, Map',
    folder: 'zeromq',
    abilities: ['lone-text', 'text', 'blob', 'server-stream'],
    packages: ['zeromq', 'protobufjs'],
  },
];
