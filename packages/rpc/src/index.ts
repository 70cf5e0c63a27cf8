// SPDX-License-Identifier: Apache-2.0
export { Backoff, type BackoffOptions } from './backoff.js';
export { Channel, type ChannelEvents, type ChannelOptions, type ChannelState } from './channel.js';
export type { CallOptions, Client, ClientMethod, RequestStream } from './client-types.js';
export { Code, type CodeName, codeName, toCode } from './code.js';
export type { FileType, MessageType, MethodKind, MethodType, ServiceType } from './codegen/index.js';
export { Metadata, type MetadataInit, type MetadataValue } from './metadata.js';
export { RpcError, type RpcErrorDetails } from './rpc-error.js';
export { type CloseOptions, Server, type ServerOptions } from './server.js';
export type { Handler, HandlerContext, Handlers } from './server-types.js';
