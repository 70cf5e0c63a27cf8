// SPDX-License-Identifier: Apache-2.0
// Unary echo calls, so many in flight at any time. W1, W2, W3 and the sweep over sizes are this with other numbers.
import { checkBlobEcho, makeBlob, stampBlob, textAt, textBytes } from '../payload.js';
import type { EchoClient } from '../peers/contract.js';
import { percentiles } from '../statistics.js';
import type { Duration, Gate, Headline, Outcome, Work } from './contract.js';
import { Recorder } from './recorder.js';

/** Makes call after call, one at a time, until told to stop. */
type Lane = (keepOn: () => boolean) => Promise<number>;

interface Description {
  readonly name: string;
  readonly title: string;
  readonly headline: Headline;
  readonly inFlight: number;
  readonly byDefault?: boolean;
}

/** Echo of a text of 32 bytes. */
export function echoTexts(description: Description): Work {
  return {
    ...common(description),
    needs: description.inFlight === 1 ? 'lone-text' : 'text',
    payloadBytes: textBytes,
    run: (client, duration, gate) =>
      runLanes(description.inFlight, (lane) => textLane(client, lane), duration, gate),
  };
}

/** Echo of a `bytes` field of `bytes` bytes. */
export function echoBlobs(description: Description & { readonly bytes: number }): Work {
  return {
    ...common(description),
    needs: 'blob',
    payloadBytes: description.bytes,
    run: (client, duration, gate) =>
      runLanes(description.inFlight, () => blobLane(client, description.bytes), duration, gate),
  };
}

function common({ name, title, headline, byDefault }: Description) {
  return { name, title, headline, operation: 'calls', byDefault: byDefault ?? false } as const;
}

function textLane(client: EchoClient, firstIndex: number): Lane {
  let index = firstIndex;
  return async (keepOn) => {
    let calls = 0;
    do {
      const text = textAt(index++);
      const answer = await client.echoText!({ text });
      if (answer.text !== text)
        throw new Error(`${JSON.stringify(text)} came back as ${JSON.stringify(answer.text)}`);
      calls++;
    } while (keepOn());
    return calls;
  };
}

function blobLane(client: EchoClient, bytes: number): Lane {
  // Of its own: the next call writes into it while the other lanes' calls are under way.
  const data = makeBlob(bytes);
  let call = 0;
  return async (keepOn) => {
    let calls = 0;
    do {
      stampBlob(data, call++);
      const answer = await client.echoBlob!({ data });
      checkBlobEcho(data, answer.data);
      calls++;
    } while (keepOn());
    return calls;
  };
}

async function runLanes(
  inFlight: number,
  makeLane: (index: number) => Lane,
  duration: Duration,
  gate: Gate,
): Promise<Outcome> {
  const lanes = Array.from({ length: inFlight }, (_, index) => makeLane(index));
  const recorder = new Recorder();
  await runFor(duration.warmUpMs, lanes, recorder);
  recorder.clear();

  await gate.begin();
  const began = performance.now();
  const operations = await runFor(duration.measureMs, lanes, recorder);
  const elapsedUs = (performance.now() - began) * 1000;
  await gate.end();

  return { operations, elapsedUs, latencyUs: percentiles(recorder.values()) };
}

/** Only the first lane looks at the clock, so that the clock costs next to nothing where many are in flight. */
async function runFor(ms: number, lanes: readonly Lane[], recorder: Recorder): Promise<number> {
  let stopped = false;
  let previous = performance.now();
  const end = previous + ms;
  const timed = () => {
    const now = performance.now();
    recorder.add((now - previous) * 1000);
    previous = now;
    stopped = now >= end;
    return !stopped;
  };
  const untimed = () => !stopped;
  const counts = await Promise.all(lanes.map((lane, index) => lane(index === 0 ? timed : untimed)));
  return counts.reduce((sum, count) => sum + count, 0);
}
