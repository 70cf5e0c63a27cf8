// SPDX-License-Identifier: Apache-2.0
// Makes a call script from a seed. Whatever it makes has one possible outcome, on any machine at any speed.
import { type EndingInit, type EntryInit, Plan, type StepInit } from '../gen/script.js';
import { Random } from '../random.js';
import { maxBodyBytes } from './body.js';
import type { CallScript, ClientEnd, Pair } from './script.js';

const kinds = ['unary', 'server-streaming', 'client-streaming', 'bidi-streaming'] as const;
const textKeys = ['a', 'x-trace', 'user_agent.2', 'X-Upper', 'long-name-of-a-key-that-is-rarely-used'];
const binaryKeys = ['b-bin', 'X-Blob-Bin', 'token-bin'];
const texts = ['', 'x', 'no such thing: "7"', 'für Ä ☺ 😈', '\t\r\n\0 end\n', '%41 %zz', 'é'.repeat(1500)];

export function generateScript(seed: number): CallScript {
  const random = new Random(seed);
  const kind = random.pick(kinds);
  const clientStreams = kind === 'client-streaming' || kind === 'bidi-streaming';
  const serverStreams = kind === 'server-streaming' || kind === 'bidi-streaming';
  const requests = random.list(clientStreams ? countOf(random) : 1, () => sizeOf(random));
  const steps = random.list(random.between(0, 3) + random.between(0, 3), () =>
    stepOf(random, clientStreams, serverStreams),
  );
  const clientEnd = clientEndOf(random, clientStreams, steps);
  return {
    seed,
    kind,
    metadata: random.list(random.chance(60) ? 0 : random.between(1, 5), () => pairOf(random)),
    requests,
    pausesMs: requests.map(() => (random.chance(4) ? random.between(1, 3) : 0)),
    plan: Plan.create({
      seed,
      headers: entriesOf(random),
      trailers: entriesOf(random),
      steps: stepsFor(clientEnd, steps, requests.length),
      ending: endingOf(random),
      bySend: random.chance(30),
    }),
    clientEnd,
    farDeadline: random.chance(30),
    bySend: random.chance(30),
    // An iteration can be left, a callback cannot.
    byCallback: clientEnd.by !== 'leave' && random.chance(30),
  };
}

/** Mostly small: a large one now and then, and the sizes about which code is careful. */
function sizeOf(random: Random): number {
  const roll = random.below(100);
  if (roll < 25) return 0;
  if (roll < 70) return random.between(1, 200);
  if (roll < 90) return random.between(200, 8192);
  if (roll < 95) return random.pick([65_535, 65_536, 65_519, 65_520, 65_521, 32_768, 131_072]);
  if (roll < 99) return random.between(8192, 150_000);
  return random.chance(50) ? maxBodyBytes : random.below(maxBodyBytes);
}

function countOf(random: Random): number {
  return random.chance(5) ? random.between(7, 40) : random.between(0, 6);
}

function stepOf(random: Random, clientStreams: boolean, serverStreams: boolean): StepInit {
  const roll = random.below(100);
  if (serverStreams && roll < 60) return { step: { case: 'send', value: sizeOf(random) } };
  if (roll < 85) {
    const count = clientStreams ? random.pick([1, 1, 2, 3, 1000]) : 1;
    return { step: { case: 'take', value: count } };
  }
  if (roll < 95) return { step: { case: 'sendHeaders', value: {} } };
  return { step: { case: 'sleepMs', value: random.between(1, 3) } };
}

function clientEndOf(random: Random, clientStreams: boolean, steps: readonly StepInit[]): ClientEnd {
  const sends = steps.filter(({ step }) => step?.case === 'send').length;
  const roll = random.below(100);
  if (roll < 2) return { by: 'aborted' };
  if (roll < 6) return { by: 'cancel-at-headers' };
  if (roll < 10) return { by: 'deadline', timeoutMs: random.between(1, 40) };
  if (roll < 14 && clientStreams) return { by: 'requests-fail', text: random.pick(texts) };
  if (roll < 22 && sends > 0) return { by: 'cancel', responses: random.between(1, sends) };
  if (roll < 30 && sends > 0) return { by: 'leave', responses: random.between(1, sends) };
  return { by: 'server' };
}

/** The server's steps, so that it cannot be quicker than the end that the client makes. */
function stepsFor(end: ClientEnd, steps: readonly StepInit[], requests: number): StepInit[] {
  const hang: StepInit = { step: { case: 'hang', value: {} } };
  const takes = steps.filter(({ step }) => step?.case === 'take');
  switch (end.by) {
    case 'cancel':
    case 'leave':
      return [...steps, hang];
    case 'cancel-at-headers':
      return [...takes, { step: { case: 'sendHeaders', value: {} } }, hang];
    case 'deadline':
      return [...takes, hang];
    case 'requests-fail':
      return [{ step: { case: 'take', value: requests + 1 } }];
    default:
      return [...steps];
  }
}

function endingOf(random: Random): EndingInit {
  const roll = random.below(100);
  if (roll < 55) return { ending: { case: 'reply', value: sizeOf(random) } };
  if (roll < 60) return { ending: { case: 'error', value: random.pick(texts) } };
  if (roll < 63) return { ending: { case: 'null', value: {} } };
  // 17 and 18 are no codes, and a handler cannot throw 0: they become UNKNOWN.
  const code = random.between(0, 18);
  const text = random.pick(texts);
  const details = random.list(random.chance(70) ? 0 : random.between(1, 3), (number) => ({
    number,
    body: random.bytes(random.below(20)),
  }));
  return { ending: { case: 'status', value: { code, text, metadata: entriesOf(random), details } } };
}

function entriesOf(random: Random): EntryInit[] {
  if (random.chance(60)) return [];
  return random.list(random.between(1, 4), () => {
    const [key, value] = pairOf(random);
    return typeof value === 'string'
      ? { key, value: { case: 'text', value } }
      : { key, value: { case: 'bytes', value } };
  });
}

function pairOf(random: Random): Pair {
  if (random.chance(35)) return [random.pick(binaryKeys), random.bytes(random.pick([0, 1, 3, 32, 200]))];
  const length = random.pick([0, 1, 5, 40, 300]);
  const text = String.fromCharCode(...random.list(length, () => random.between(0x20, 0x7e)));
  return [random.pick(textKeys), text];
}
