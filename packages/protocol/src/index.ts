// SPDX-License-Identifier: Apache-2.0

export type { BatchWriter } from './batch-writer.js';
export type { CallRequest } from './call-request.js';
export {
  ClientSession,
  type ClientSessionOptions,
} from './client-session.js';
export { ClientStream } from './client-stream.js';
export { ProtocolError, type ProtocolErrorCode } from './error.js';
export {
  type Frame,
  FrameFlag,
  FrameType,
  frameAlignmentBytes,
  frameHeaderBytes,
  GoawayCode,
  maxFramePayloadBytes,
  maxMethods,
  maxPathBytes,
  maxStatusTextBytes,
  paddedLength,
} from './frame.js';
export { takeBuffer } from './large-message.js';
export { defaultLimits, resolveLimits, type SessionLimits } from './limits.js';
export type { Encoder } from './message-sender.js';
export {
  decodeMetadataBlock,
  encodeMetadataBlock,
  type MetadataEntry,
  metadataBlockBytes,
} from './metadata-block.js';
export { decodePreface, encodePreface, type Preface, prefaceBytes, protocolVersion } from './preface.js';
export {
  ServerSession,
  type ServerSessionOptions,
} from './server-session.js';
export { type FinishRequest, ServerStream } from './server-stream.js';
export type { SessionOptions, SessionState } from './session.js';
export type {
  ClientStreamHandler,
  ServerStreamHandler,
  StreamFailure,
  StreamHandler,
} from './stream.js';
export { waitForStream } from './wait-for-stream.js';
