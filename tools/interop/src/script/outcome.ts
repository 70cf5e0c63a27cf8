// SPDX-License-Identifier: Apache-2.0
// What a call came to, as plain values that can be compared and printed; and what a script must come to.
import { Code, type CodeName, codeName, toCode } from 'memlane';
import type { Entry, Item } from '../gen/script.js';
import { bodyOf, checksum, metadataChecksum, requestChecksum } from './body.js';
import type { CallScript, Pair } from './script.js';

export interface Outcome {
  readonly code: CodeName | 'left';
  readonly text: string;
  /** Empty when the server answered without any; undefined when it did not begin to answer. */
  readonly headers: readonly string[] | undefined;
  /** What came with the status; undefined when the call ended without one. */
  readonly trailers: readonly string[] | undefined;
  /** The metadata of the error. */
  readonly errorMetadata: readonly string[];
  /** The rich details of the error. */
  readonly details: readonly string[];
  readonly messages: readonly string[];
}

/** What every deadline says here: the two clocks of a call may word it differently. */
export const deadlineText = '(the deadline has passed)';

export function describeMessage(number: number, body: Uint8Array, taken: number): string {
  return `number ${number}: ${body.length} bytes ${hex(checksum(body))}, taken ${hex(taken)}`;
}

/** Without the trailer that carries the details: those are compared themselves. */
export function describePairs(pairs: Iterable<Pair>): string[] {
  return [...pairs]
    .filter(([key]) => key !== 'grpc-status-details-bin')
    .map(([key, value]) => {
      const name = key.toLowerCase();
      return typeof value === 'string'
        ? `${name}: ${value}`
        : `${name}= ${Buffer.from(value).toString('hex')}`;
    });
}

export function describeDetail({ number, body }: Pick<Item, 'number' | 'body'>): string {
  return `number ${number}: ${Buffer.from(body).toString('hex')}`;
}

/** The one outcome that the meaning of a call allows for the script. */
export function expectedOutcome(script: CallScript): Outcome {
  const { plan, clientEnd } = script;
  const { messages, headersSent, reply } = play(script);
  const ended = serverEnding(script, reply, messages);
  // A message or an OK says that there are none; an error alone does not.
  const hasHeaders = headersSent || plan.headers.length > 0 || messages.length > 0 || ended.code === 'OK';
  const sentHeaders = hasHeaders ? describeEntries(plan.headers) : undefined;
  const local = (
    code: Outcome['code'],
    text: string,
    headers: Outcome['headers'],
    count: number,
  ): Outcome => ({
    code,
    text,
    headers,
    trailers: undefined,
    errorMetadata: [],
    details: [],
    messages: messages.slice(0, count),
  });
  switch (clientEnd.by) {
    case 'aborted':
      return local('CANCELLED', 'the call was cancelled by its signal', undefined, 0);
    case 'cancel':
      return local('CANCELLED', 'the call was cancelled by its signal', sentHeaders, clientEnd.responses);
    case 'cancel-at-headers':
      return local('CANCELLED', 'the call was cancelled by its signal', describeEntries(plan.headers), 0);
    case 'leave':
      return local('left', '', sentHeaders, clientEnd.responses);
    case 'deadline':
      return local('DEADLINE_EXCEEDED', deadlineText, undefined, 0);
    case 'requests-fail': {
      const path = `/memlane.interop.Script/${script.kind === 'bidi-streaming' ? 'Bidi' : 'ClientStream'}`;
      return local('CANCELLED', `the requests of ${path} failed: ${clientEnd.text}`, undefined, 0);
    }
    case 'server':
      return { ...ended, headers: sentHeaders };
  }
}

/** Goes through the plan as the handler does. */
function play({ plan, metadata, requests, seed }: CallScript): {
  messages: string[];
  headersSent: boolean;
  reply: (bytes: number) => string;
} {
  let taken = metadataChecksum(metadata.map(([key, value]) => [key.toLowerCase(), value]));
  let next = 0;
  let number = 0;
  let headersSent = false;
  const messages: string[] = [];
  const item = (bytes: number): string => {
    const text = describeMessage(number, bodyOf(seed, number, bytes), taken);
    number++;
    return text;
  };
  for (const { step } of plan.steps) {
    if (step.case === 'send') messages.push(item(step.value));
    // Once a message is out, it is too late for empty initial metadata.
    else if (step.case === 'sendHeaders') headersSent ||= messages.length === 0;
    else if (step.case === 'take') {
      for (let left = step.value; left > 0 && next < requests.length; left--, next++) {
        taken = requestChecksum(taken, next, requestBody(seed, next, requests[next]!));
      }
    }
  }
  return { messages, headersSent, reply: item };
}

/** The body of a request; unlike those of the responses. */
export function requestBody(seed: number, number: number, bytes: number): Uint8Array {
  return bodyOf(~seed, number, bytes);
}

function serverEnding(
  script: CallScript,
  reply: (bytes: number) => string,
  messages: readonly string[],
): Omit<Outcome, 'headers'> {
  const { plan, kind } = script;
  const ending = plan.ending!.ending;
  const trailers = describeEntries(plan.trailers);
  const failed = (
    code: Code,
    text: string,
    more: readonly Entry[] = [],
    details: readonly string[] = [],
  ): Omit<Outcome, 'headers'> => {
    const all = [...trailers, ...describeEntries(more)];
    const name = codeName(code);
    return {
      code: name,
      text: text === '' ? name : text,
      trailers: all,
      errorMetadata: all,
      details,
      messages,
    };
  };
  switch (ending.case) {
    case 'status': {
      const { code, text, metadata, details } = ending.value;
      const known = code === Code.OK ? Code.UNKNOWN : toCode(code);
      return failed(known, text, metadata, details.map(describeDetail));
    }
    case 'error':
      return failed(Code.UNKNOWN, ending.value);
    case 'null':
      return failed(Code.UNKNOWN, 'a value that is no Error was thrown: null');
    default: {
      const isSingle = kind === 'unary' || kind === 'client-streaming';
      const all = isSingle ? [reply(ending.value ?? 0)] : messages;
      return { code: 'OK', text: '', trailers, errorMetadata: [], details: [], messages: all };
    }
  }
}

function describeEntries(entries: readonly Entry[]): string[] {
  return describePairs(entries.map(({ key, value }): Pair => [key, value.value ?? '']));
}

function hex(sum: number): string {
  return (sum >>> 0).toString(16).padStart(8, '0');
}
