// SPDX-License-Identifier: Apache-2.0
// The calling side of a script: makes the call, ends it as the script says, and records what came.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallbackOptions,
  type CallOptions,
  type Client,
  Code,
  type RequestStream,
  RpcError,
} from 'memlane';
import { Item, type ItemInit, Plan, type Script } from '../gen/script.js';
import { planKey } from './body.js';
import {
  deadlineText,
  describeDetail,
  describeMessage,
  describePairs,
  type Outcome,
  requestBody,
} from './outcome.js';
import type { CallScript } from './script.js';

/** A deadline that travels and never fires. */
const farDeadlineMs = 3_600_000;

export async function runScript(client: Client<typeof Script>, script: CallScript): Promise<Outcome> {
  const { clientEnd } = script;
  const controller = new AbortController();
  const messages: string[] = [];
  let headers: string[] | undefined;
  let trailers: string[] | undefined;
  let settled = false;
  const late = (what: string): void => {
    if (settled) throw new Error(`script ${script.seed}: ${what} after the call had settled`);
  };
  const options: CallOptions = {
    signal: controller.signal,
    metadata: [...script.metadata, [planKey, Plan.toBinary(script.plan)] as const],
    ...timeoutOf(script),
    onHeaders: (metadata) => {
      late('initial metadata');
      headers = describePairs(metadata);
      if (clientEnd.by === 'cancel-at-headers') controller.abort();
    },
    onTrailers: (metadata) => {
      late('trailers');
      trailers = describePairs(metadata);
    },
  };
  const outcome = (code: Outcome['code'], error?: RpcError): Outcome => {
    settled = true;
    const text = error?.message ?? '';
    const isDeadline = clientEnd.by === 'deadline' && isDeadlineText(text);
    return {
      code,
      text: isDeadline ? deadlineText : text,
      headers,
      // The server's own clock may be first to say so.
      trailers: isDeadline ? undefined : trailers,
      errorMetadata: error === undefined ? [] : describePairs(error.metadata),
      details: error === undefined ? [] : error.details(Item).map(describeDetail),
      messages,
    };
  };

  /** Takes a response; true when the iteration is to be left. */
  const take = ({ number, body, taken }: Item): boolean => {
    if (settled) throw new Error(`script ${script.seed}: a response after the call had settled`);
    // What had arrived before the cancellation may still be taken.
    if (controller.signal.aborted) return false;
    messages.push(describeMessage(number, body, taken));
    const isLast = 'responses' in clientEnd && messages.length === clientEnd.responses;
    if (isLast && clientEnd.by === 'cancel') controller.abort();
    return isLast && clientEnd.by === 'leave';
  };

  if (clientEnd.by === 'aborted') controller.abort();
  try {
    if (script.kind === 'unary' || script.kind === 'client-streaming') {
      take(await single(client, script, options));
    } else if (script.byCallback) {
      await toCallback(client, script, { ...options, onMessage: take });
    } else {
      for await (const response of many(client, script, options)) if (take(response)) return outcome('left');
    }
    return outcome('OK');
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return outcome(error.codeName, error);
  }
}

function timeoutOf({ clientEnd, farDeadline }: CallScript): CallOptions {
  if (clientEnd.by === 'deadline') return { timeoutMs: clientEnd.timeoutMs };
  return farDeadline ? { timeoutMs: farDeadlineMs } : {};
}

/** The client's own clock says "took longer than", the server's "has passed". */
function isDeadlineText(text: string): boolean {
  return /took longer than \d+ ms$|^the deadline of .* has passed$/.test(text);
}

function single(client: Client<typeof Script>, script: CallScript, options: CallOptions): Promise<Item> {
  return script.kind === 'unary'
    ? client.unary(requestOf(script, 0), options)
    : client.clientStream(requestsOf(script), options);
}

function many(client: Client<typeof Script>, script: CallScript, options: CallOptions): AsyncIterable<Item> {
  return script.kind === 'server-streaming'
    ? client.serverStream(requestOf(script, 0), options)
    : client.bidi(requestsOf(script), options);
}

function toCallback(
  client: Client<typeof Script>,
  script: CallScript,
  options: CallbackOptions<Item>,
): Promise<void> {
  return script.kind === 'server-streaming'
    ? client.serverStream(requestOf(script, 0), options)
    : client.bidi(requestsOf(script), options);
}

function requestOf({ seed, requests }: CallScript, number: number): ItemInit {
  return { number, body: requestBody(seed, number, requests[number]!) };
}

function requestsOf(script: CallScript): RequestStream<ItemInit> {
  if (!script.bySend) return iterated(script);
  return async (send) => {
    for await (const request of iterated(script)) await send(request);
  };
}

async function* iterated(script: CallScript): AsyncGenerator<ItemInit> {
  for (const [number, pauseMs] of script.pausesMs.entries()) {
    if (pauseMs > 0) await sleep(pauseMs);
    yield requestOf(script, number);
  }
  if (script.clientEnd.by === 'requests-fail') throw new RpcError(Code.ABORTED, script.clientEnd.text);
}
