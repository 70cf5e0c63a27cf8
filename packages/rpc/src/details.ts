// SPDX-License-Identifier: Apache-2.0
// Message types of error details: those of google/rpc/error_details.proto and what carries them.
export { Any, type AnyInit } from './gen/google/protobuf/any.js';
export { Duration, type DurationInit } from './gen/google/protobuf/duration.js';
export * from './gen/google/rpc/error_details.js';
export { Status, type StatusInit } from './gen/google/rpc/status.js';
