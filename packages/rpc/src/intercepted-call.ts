// SPDX-License-Identifier: Apache-2.0
// Calls of a client that has interceptors, for the four kinds of methods: same promises and iterators as without.
import { CallbackCall } from './callback-call.js';
import type { CallRouter } from './client-call.js';
import { ClientInterception, type InterceptionSetup } from './client-interception.js';
import type { CallbackOptions, CommonCallOptions, RequestStream } from './client-types.js';
import { Code } from './code.js';
import type { MethodType } from './codegen/index.js';
import type { Interceptor } from './interceptor.js';
import { MessageQueue } from './message-queue.js';
import { QueuedCall } from './queued-call.js';
import { RequestSource } from './request-source.js';
import { ResponseIterator } from './response-iterator.js';
import { RpcError } from './rpc-error.js';
import { SingleResponseCall } from './single-response-call.js';

export interface InterceptedArguments {
  readonly router: CallRouter;
  readonly method: MethodType;
  readonly options: CommonCallOptions | undefined;
  readonly request: unknown;
  readonly isStream: boolean;
  readonly interceptors: readonly Interceptor[];
}

/** Unary and client-streaming. */
export function interceptSingle(given: InterceptedArguments): Promise<unknown> {
  let response: { readonly value: unknown } | undefined;
  const { end } = new ClientInterception({
    ...given,
    source: sourceOf(given),
    delivered: () => response !== undefined,
    attempt: (router, method, options, request) => {
      const call = new SingleResponseCall<unknown>(router, method, options, request, given.isStream);
      const end = call.promise.then((value) => {
        response = { value };
      });
      return { call, end };
    },
  });
  return end.then(() => {
    if (response !== undefined) return response.value;
    throw new RpcError(
      Code.INTERNAL,
      `an interceptor of ${given.method.path} ended it OK without a response`,
    );
  });
}

/** Server-streaming and bidi, to a callback. */
export function interceptCallback(
  given: InterceptedArguments,
  onMessage: (message: unknown) => unknown,
): Promise<void> {
  return new ClientInterception(streaming(given, onMessage)).end;
}

/** Server-streaming and bidi, as an iterator. */
export function interceptIterator(given: InterceptedArguments): AsyncIterableIterator<unknown> {
  let attempted: QueuedCall | undefined;
  let delivered = false;
  const queue = new MessageQueue<unknown>({
    taken: (credit) => attempted?.release(credit),
    abandoned: () =>
      interception.abort(new RpcError(Code.CANCELLED, `the iteration over ${given.method.path} was left`)),
  });
  const interception = new ClientInterception({
    ...given,
    source: sourceOf(given),
    delivered: () => delivered,
    attempt: (router, method, options, request) => {
      const call = new QueuedCall(router, method, options, request, given.isStream, (message, credit) => {
        delivered = true;
        return queue.push(message, credit);
      });
      attempted = call;
      return { call, end: call.end };
    },
  });
  interception.end.then(
    () => queue.end(),
    (error: unknown) => queue.fail(error),
  );
  return new ResponseIterator(queue);
}

function streaming(given: InterceptedArguments, onMessage: (message: unknown) => unknown): InterceptionSetup {
  let delivered = false;
  return {
    ...given,
    source: sourceOf(given),
    delivered: () => delivered,
    attempt: (router, method, options, request) => {
      const callback: CallbackOptions<unknown> = {
        ...options,
        onMessage: (message) => {
          delivered = true;
          return onMessage(message);
        },
      };
      const call = new CallbackCall<unknown>(router, method, callback, request, given.isStream);
      return { call, end: call.done };
    },
  };
}

/** What is wrong with the requests is thrown at once, as without interceptors. */
function sourceOf({ isStream, request }: InterceptedArguments): RequestSource | undefined {
  return isStream ? new RequestSource(request as RequestStream<unknown>) : undefined;
}
