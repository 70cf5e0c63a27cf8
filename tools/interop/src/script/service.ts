// SPDX-License-Identifier: Apache-2.0
// The answering side of the scripts: one generator that does what the plan of the call says, for every kind of method.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Code,
  detail,
  type HandlerContext,
  type Handlers,
  type Metadata,
  type Responses,
  RpcError,
  type StreamingContext,
} from 'memlane';
import { type Entry, Item, type ItemInit, Plan, type Script } from '../gen/script.js';
import { bodyOf, metadataChecksum, planKey, requestChecksum } from './body.js';

type Requests = Iterator<Item> | AsyncIterator<Item>;

export const scriptService: Handlers<typeof Script> = {
  unary: (request, context) => lastOf(perform([request].values(), context)),
  serverStream: (request, context) => allOf(perform([request].values(), context), context),
  clientStream: (requests, context) => lastOf(perform(requests, context)),
  bidi: (requests, context) => allOf(perform(requests, context), context),
};

/** Yields the responses of the plan; returns the only one of a method with one. */
async function* perform(requests: Requests, context: HandlerContext): AsyncGenerator<ItemInit, ItemInit> {
  const plan = planOf(context);
  let taken = metadataChecksum(context.metadata);
  let number = 0;
  const item = (bytes: number): ItemInit => ({ number, body: bodyOf(plan.seed, number++, bytes), taken });
  append(context.responseMetadata, plan.headers);
  append(context.trailers, plan.trailers);

  for (const { step } of plan.steps) {
    switch (step.case) {
      case 'take':
        for (let left = step.value; left > 0; left--) {
          const next = await requests.next();
          if (next.done === true) break;
          taken = requestChecksum(taken, next.value.number, next.value.body);
        }
        break;
      case 'send':
        yield item(step.value);
        break;
      case 'sleepMs':
        await sleep(step.value);
        break;
      case 'sendHeaders':
        context.sendHeaders();
        break;
      case 'hang':
        await aborted(context.signal);
    }
  }
  const ending = plan.ending?.ending;
  switch (ending?.case) {
    case 'status': {
      const { code, text, metadata, details } = ending.value;
      const error = new RpcError(code as Code, text, { details: details.map((item) => detail(Item, item)) });
      append(error.metadata, metadata);
      throw error;
    }
    case 'error':
      throw new Error(ending.value);
    case 'null':
      throw null;
    default:
      return item(ending?.value ?? 0);
  }
}

function planOf({ metadata }: HandlerContext): Plan {
  const bytes = metadata.get(planKey);
  if (!(bytes instanceof Uint8Array)) throw new RpcError(Code.INVALID_ARGUMENT, `the call has no ${planKey}`);
  return Plan.fromBinary(bytes);
}

function append(metadata: Metadata, entries: readonly Entry[]): void {
  for (const { key, value } of entries) metadata.append(key, value.value ?? '');
}

/** Rejects when the call is over. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The responses in the way that the plan wants: yielded, or sent. */
function allOf(
  responses: AsyncGenerator<ItemInit, ItemInit>,
  context: StreamingContext<ItemInit>,
): Responses<ItemInit> {
  return planOf(context).bySend ? sendAll(responses, context) : responses;
}

async function sendAll(
  responses: AsyncGenerator<ItemInit, ItemInit>,
  context: StreamingContext<ItemInit>,
): Promise<void> {
  for await (const response of responses) await context.send(response);
}

async function lastOf(responses: AsyncGenerator<ItemInit, ItemInit>): Promise<ItemInit> {
  const { done, value } = await responses.next();
  if (done !== true) throw new RpcError(Code.INVALID_ARGUMENT, 'a method with one response cannot send more');
  return value;
}
