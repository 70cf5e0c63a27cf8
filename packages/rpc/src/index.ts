// SPDX-License-Identifier: Apache-2.0
export { Backoff, type BackoffOptions } from './backoff.js';
export { Channel, type ChannelEvents, type ChannelOptions, type ChannelState } from './channel.js';
export type {
  CallbackOptions,
  CallOptions,
  CallParent,
  Client,
  ClientMethod,
  ClientOptions,
  RequestStream,
  StreamingMethod,
  SyncCallOptions,
  SyncClient,
  SyncMethod,
} from './client-types.js';
export { Code, type CodeName, codeName, toCode } from './code.js';
export type { FileType, MessageType, MethodKind, MethodType, ServiceType } from './codegen/index.js';
export { detail, type ErrorDetail } from './error-details.js';
export type { InterceptedCall, Interceptor, MessageMap, Outcome } from './interceptor.js';
export { type AccessRule, type AccessRules, authorize } from './interceptors/authorize.js';
export { type CallRecord, type LoggingOptions, logging } from './interceptors/logging.js';
export { type RetryOptions, retry } from './interceptors/retry.js';
export type { Send } from './message-writer.js';
export { Metadata, type MetadataInit, type MetadataValue } from './metadata.js';
export { RpcError, type RpcErrorOptions } from './rpc-error.js';
export { type AddOptions, type CloseOptions, Server, type ServerOptions } from './server.js';
export type { Handler, HandlerContext, Handlers, Responses, StreamingContext } from './server-types.js';
