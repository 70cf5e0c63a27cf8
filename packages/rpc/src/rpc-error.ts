// SPDX-License-Identifier: Apache-2.0
// The one error class of the rpc layer: a gRPC status that is not OK.
import { TransportError } from '@memlane/transport';
import { argumentTypeError } from './argument-error.js';
import { Code, type CodeName, codeName } from './code.js';
import type { MessageType } from './codegen/index.js';
import { type ErrorDetail, readDetails, readDetailsOf, withDetails } from './error-details.js';
import type { Any } from './gen/google/protobuf/any.js';
import { isInstance } from './is-instance.js';
import { Metadata } from './metadata.js';

export interface RpcErrorOptions {
  cause?: unknown;
  /** Trailers that come with the status. */
  metadata?: Metadata | undefined;
  /** Messages that say more; they travel as a google.rpc.Status in the trailers. Made by detail(). */
  details?: readonly ErrorDetail[] | undefined;
  /** See RpcError.unsent. */
  unsent?: boolean | undefined;
}

/**
 * A call that did not end OK. Thrown by clients; thrown by handlers to end their call with a code and text.
 *
 * | code | when Memlane itself gives it | do |
 * |---|---|---|
 * | CANCELLED | the caller's signal, an iterator that was left, or the channel's close | nothing |
 * | UNKNOWN | the handler threw something that is no RpcError | see the server |
 * | INVALID_ARGUMENT | the request does not fit its type, or metadata breaks the rules | correct the caller |
 * | DEADLINE_EXCEEDED | the time was over; the handler may have done its work | retry if that is safe |
 * | PERMISSION_DENIED | the other process or the directory of sockets is of another user, or out of reach | as the text says |
 * | RESOURCE_EXHAUSTED | a message, metadata or the number of streams passes a limit named in the text | raise it |
 * | FAILED_PRECONDITION | a synchronous call that could not be answered, a call made by a getter of another's message, or the server was closed | as the text says |
 * | UNIMPLEMENTED | the server has no such service or method | check both sides' `.proto` |
 * | INTERNAL | bytes that do not decode, a response that does not fit its type, or a broken rule of the method's kind | report it |
 * | UNAVAILABLE | no server, or it went away; the text names the address | retry; it may have run if it was sent |
 */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: Code;
  /** Trailers; empty when there were none. */
  readonly metadata: Metadata;
  /** True when the server cannot have seen the call: making it again is safe whatever it does. */
  readonly unsent: boolean;

  constructor(code: Code, message: string, options: RpcErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    const { metadata, details = [] } = options;
    if (metadata !== undefined && !Metadata.is(metadata))
      throw argumentTypeError('metadata of an RpcError', 'a Metadata', metadata);
    this.metadata =
      details.length === 0 ? (metadata ?? new Metadata()) : withDetails(metadata, code, message, details);
    this.unsent = options.unsent === true;
  }

  /** `UNAVAILABLE` and so on. */
  get codeName(): CodeName {
    return codeName(this.code);
  }

  /** The details that came with the error, as google.protobuf.Any. @throws DecodeError when they are malformed */
  details(): Any[];
  /** The details of one type, decoded: `error.details(ErrorInfo)`. @throws DecodeError when they are malformed */
  details<T>(type: MessageType<T>): T[];
  details(type?: MessageType<unknown>): unknown[] {
    return type === undefined ? readDetails(this.metadata) : readDetailsOf(this.metadata, type);
  }

  /** `error` itself when it is a sound RpcError, otherwise one that wraps it with the code that fits. Never throws. */
  static from(error: unknown, code: Code = Code.UNKNOWN, unsent = false): RpcError {
    return toRpcError(error, code, unsent);
  }
}

/** Whether it is one that a call can end with: users may derive from it, change it or throw its prototype. Never throws. */
export function isRpcError(error: unknown): error is RpcError {
  try {
    return (
      error instanceof RpcError &&
      typeof error.code === 'number' &&
      typeof error.message === 'string' &&
      Metadata.is(error.metadata)
    );
  } catch {
    return false;
  }
}

// Outside the class: bundlers rename a class that names itself.
function toRpcError(error: unknown, code: Code, unsent: boolean): RpcError {
  if (isRpcError(error)) return error;
  const known = isInstance(error, TransportError) ? transportCode(error) : code;
  return new RpcError(known, textOf(error), { cause: error, unsent });
}

/** The same once more, for another call: what is done to one is not seen in the other. The cause is shared. */
export function copyOf({ code, message, cause, metadata, unsent }: RpcError): RpcError {
  return new RpcError(code, message, { cause, metadata: new Metadata(metadata), unsent });
}

/** What an unknown thrown value says of itself. Never throws. */
export function textOf(error: unknown): string {
  try {
    // A subclass may have made a getter of it, that gives anything or throws.
    if (error instanceof Error) return String(error.message);
    return `a value that is no Error was thrown: ${String(error)}`;
  } catch {
    return 'a value that is no Error was thrown';
  }
}

function transportCode(error: TransportError): Code {
  switch (error.code) {
    case 'invalid-address':
    case 'unknown-scheme':
      return Code.INVALID_ARGUMENT;
    case 'permission-denied':
      return Code.PERMISSION_DENIED;
    case 'resource-exhausted':
      return Code.RESOURCE_EXHAUSTED;
    case 'version-mismatch':
    case 'address-in-use':
      return Code.FAILED_PRECONDITION;
    case 'unsupported':
      return Code.UNIMPLEMENTED;
    default:
      return Code.UNAVAILABLE;
  }
}
