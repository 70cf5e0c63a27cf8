// SPDX-License-Identifier: Apache-2.0
export { onAbort } from './abort.js';
export { type Address, checkName, namePattern, parseAddress, quote } from './address.js';
export {
  argumentRangeError,
  argumentTypeError,
  checkInteger,
  checkOptionsObject,
} from './argument-error.js';
export { closeAtExit } from './close-at-exit.js';
export type {
  Connection,
  ConnectionHandler,
  ConnectionStats,
  ConnectOptions,
  Latency,
  Listener,
  ListenOptions,
  PeerIdentity,
  Transport,
  WaitOutcome,
} from './contract.js';
export { TransportError, type TransportErrorCode, type TransportErrorDetails } from './error.js';
export { memoryTransport } from './memory-transport.js';
export { createTransportRegistry, type TransportRegistry } from './registry.js';
export { maxSocketPathBytes, resolveSocketPath, runtimeDirectory } from './runtime-directory.js';
export { connectSocket, type SocketConnectOptions } from './socket-connect.js';
export { type SocketConnectionOptions, socketConnection } from './socket-connection.js';
export { listenSocket, type SocketListenOptions } from './socket-listen.js';
export { checkTransportOptions, maxHandshakeTimeoutMs, maxRingBytes } from './transport-options.js';
export { unixTransport } from './unix-transport.js';
