// SPDX-License-Identifier: Apache-2.0
// What people install: connect() and createServer() with every transport plugged in.
export * from '@memlane/rpc';
export { type Latency, TransportError, type TransportErrorCode } from '@memlane/transport';
export { type ConnectOptions, type CreateChannelOptions, connect, createChannel } from './connect.js';
export { type CreateServerOptions, createServer } from './create-server.js';
