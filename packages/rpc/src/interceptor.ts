// SPDX-License-Identifier: Apache-2.0
// The type of interceptors, for both sides and all kinds of methods, and what both sides need to run them.
import type { PeerIdentity } from '@memlane/transport';
import { argumentTypeError } from './argument-error.js';
import { Code } from './code.js';
import type { MessageType, MethodType } from './codegen/index.js';
import { isInstance } from './is-instance.js';
import { Metadata } from './metadata.js';
import { isRpcError, RpcError, textOf } from './rpc-error.js';

/** A call as an interceptor has it. */
export interface InterceptedCall {
  readonly side: 'client' | 'server';
  /** Name, kind, path and message types of the method. */
  readonly method: MethodType;
  /** The call's metadata: on a client what will be sent, on a server what has come. May be changed before next(). */
  readonly metadata: Metadata;
  /** Instant on the clock of `performance.now()`, in ms, at which the call expires. May be set to another one. */
  deadline: number | undefined;
  /** Aborted when the call is over before its time, with the error as the reason. */
  readonly signal: AbortSignal;
  /** On a server, the client's process as the kernel knows it. */
  readonly peer: PeerIdentity | undefined;
  /**
   * On a client, whether next() may be called again: nothing that the server answered was delivered, no initial metadata
   * either, and nothing was taken from a stream of requests. False on a server.
   */
  readonly repeatable: boolean;
  /**
   * Has `callback` called once, when the call's status is decided: with the error that it ended with, undefined for OK. At
   * once when that is past. What it throws is an uncaught exception.
   */
  onEnd(callback: EndCallback): void;
  /** Puts a function between caller and handler for every request: it returns the request that goes on. */
  mapRequests(map: MessageMap): void;
  /** The same for every response. */
  mapResponses(map: MessageMap): void;
}

export type EndCallback = (error: RpcError | undefined) => void;

/** Takes a message and returns it, or the one to send instead. What it throws ends the call. */
export type MessageMap = (message: unknown) => unknown;

/** How a call ended in OK. Its metadata may be changed: on a server before they are sent, on a client before they are seen. */
export interface Outcome {
  readonly headers: Metadata;
  readonly trailers: Metadata;
}

/**
 * Runs around a call, of whatever kind. `next()` makes the call and resolves when it has ended in OK, or rejects with the
 * RpcError that it ended with. What the interceptor returns or throws is how the call ends for the ones around it.
 *
 * On a client next() may be called again after it rejected, as long as the call is `repeatable`; changes to the call from
 * further in do not outlast it. On a server it may be called once; the status goes out when the outermost
 * interceptor is done; a call that ends before its request is whole runs through them, too. A call that is over (deadline, cancellation) does not wait for its interceptors. One that ends
 * before its next() does cancels what runs further in.
 */
export type Interceptor = (call: InterceptedCall, next: () => Promise<Outcome>) => Promise<Outcome>;

/** undefined for none, so that calls without interceptors stay as they are. @throws TypeError for what is no list of functions */
export function joinInterceptors(
  ...lists: (readonly Interceptor[] | undefined)[]
): readonly Interceptor[] | undefined {
  for (const list of lists) {
    if (list === undefined) continue;
    if (!Array.isArray(list)) throw argumentTypeError('interceptors', 'an array of functions', list);
    const wrong = list.findIndex((one) => typeof one !== 'function');
    if (wrong >= 0) throw argumentTypeError(`interceptors[${wrong}]`, 'a function', list[wrong]);
  }
  const all = lists.flatMap((list) => list ?? []);
  return all.length === 0 ? undefined : all;
}

/** @throws RpcError INTERNAL for what an interceptor resolved with and is no outcome */
export function checkOutcome(outcome: Outcome, path: string): Outcome {
  const { headers, trailers } = (outcome as Partial<Outcome> | null | undefined) ?? {};
  if (isInstance(headers, Metadata) && isInstance(trailers, Metadata)) return outcome;
  throw new RpcError(
    Code.INTERNAL,
    `an interceptor of ${path} resolved with no outcome; it must return what next() resolves with`,
  );
}

/** What runs further in is over: an interceptor further out came to its end. */
export function endedOutside(path: string): RpcError {
  return new RpcError(Code.CANCELLED, `an interceptor of ${path} ended it before next() had`);
}

/** undefined for none, as for Infinity. @throws TypeError for what is no number */
export function checkDeadline(deadline: number | undefined): number | undefined {
  if (deadline === undefined || deadline === Number.POSITIVE_INFINITY) return undefined;
  if (typeof deadline !== 'number' || Number.isNaN(deadline))
    throw argumentTypeError('deadline', 'an instant in ms', deadline);
  return deadline;
}

/** The maps that interceptors have put between caller and handler, the outermost first. */
export class MessageMaps {
  readonly #path: string;
  readonly requests: MessageMap[];
  readonly responses: MessageMap[];

  constructor(path: string, around?: MessageMaps) {
    this.#path = path;
    this.requests = [...(around?.requests ?? [])];
    this.responses = [...(around?.responses ?? [])];
  }

  request(message: unknown): unknown {
    return this.#apply(this.requests, message);
  }

  /** From the handler outwards. */
  response(message: unknown): unknown {
    return this.#apply(this.responses.toReversed(), message);
  }

  #apply(maps: readonly MessageMap[], message: unknown): unknown {
    try {
      return maps.reduce((mapped, map) => map(mapped), message);
    } catch (error) {
      if (isRpcError(error)) throw error;
      throw new RpcError(Code.INTERNAL, `an interceptor of ${this.#path} failed: ${textOf(error)}`, {
        cause: error,
      });
    }
  }

  /** For clients: the method with a codec that maps responses. */
  mapped(method: MethodType): MethodType {
    if (this.responses.length === 0) return method;
    const { output } = method;
    const decode: MessageType['decode'] = (reader, end) => this.response(output.decode(reader, end));
    return { ...method, output: { ...output, decode } };
  }
}
