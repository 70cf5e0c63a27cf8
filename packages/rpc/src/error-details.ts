// SPDX-License-Identifier: Apache-2.0
// Rich error details: messages of any type inside a google.rpc.Status, in the trailer `grpc-status-details-bin`.
import type { MetadataEntry } from '@memlane/protocol';
import { failureCode } from './code.js';
import type { MessageType } from './codegen/index.js';
import type { Any } from './gen/google/protobuf/any.js';
import { Status } from './gen/google/rpc/status.js';
import { Metadata } from './metadata.js';

/** gRPC's name for the trailer. */
const statusKey = 'grpc-status-details-bin';
const typeUrlPrefix = 'type.googleapis.com/';

/** One detail of an error, encoded: a google.protobuf.Any. Made by detail(). */
export interface ErrorDetail {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/**
 * A detail for RpcErrorOptions.details; `type` is any generated message type, such as those of `memlane/details`.
 * @throws TypeError or RangeError naming the field when `value` does not fit
 */
export function detail<T, I>(type: MessageType<T, I>, value: I): ErrorDetail {
  return { typeUrl: typeUrlPrefix + type.typeName, value: type.toBinary(value) };
}

/** For RpcError: the trailers with the details among them. */
export function withDetails(
  metadata: Metadata | undefined,
  code: number,
  message: string,
  details: readonly ErrorDetail[],
): Metadata {
  // As the text itself goes: half of a surrogate pair becomes U+FFFD.
  const text = Buffer.from(message).toString();
  const bytes = Status.toBinary({ code, message: text, details: [...details] });
  return Metadata.setReserved(new Metadata(metadata), statusKey, bytes);
}

/**
 * For the server: the trailers of an error that ends a call with `code`. Details of another status, such as those of an
 * error whose metadata were taken over, stay behind.
 */
export function trailersOf(metadata: Metadata, code: number): readonly MetadataEntry[] {
  const entries = Metadata.entriesOf(metadata);
  const bytes = metadata.get(statusKey);
  if (bytes === undefined || !belongsElsewhere(bytes, code)) return entries;
  return entries.filter(([key]) => key !== statusKey);
}

/** Not for those that do not decode: whoever reads them is told so. */
function belongsElsewhere(bytes: string | Uint8Array, code: number): boolean {
  try {
    // OK, or a code that gRPC does not have, ends the call UNKNOWN; its details are its own all the same.
    return failureCode(Status.fromBinary(bytes as Uint8Array).code) !== code;
  } catch {
    return false;
  }
}

/** For RpcError: all details. @throws DecodeError when the trailer is no google.rpc.Status */
export function readDetails(metadata: Metadata): Any[] {
  const bytes = metadata.get(statusKey);
  return bytes instanceof Uint8Array ? Status.fromBinary(bytes).details : [];
}

/** For RpcError: the details of one type. @throws DecodeError when the trailer or a detail of the type is malformed */
export function readDetailsOf<T>(metadata: Metadata, type: MessageType<T>): T[] {
  return readDetails(metadata)
    .filter(({ typeUrl }) => typeUrl.slice(typeUrl.lastIndexOf('/') + 1) === type.typeName)
    .map(({ value }) => type.fromBinary(value));
}
