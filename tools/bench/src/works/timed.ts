// SPDX-License-Identifier: Apache-2.0
// Runs lanes of calls for a while: warming up, then measuring. What a call is is the lane's.
import { type Percentiles, percentiles } from '../statistics.js';
import type { Outcome, Stage } from './contract.js';
import { Recorder } from './recorder.js';

/** Makes call after call, one at a time, until told to stop. */
export type Lane = (keepOn: () => boolean) => Promise<number>;

/** `makeCall(n)` makes call number n, from `first` on, and rejects unless its answer is right. */
export function callsOf(makeCall: (index: number) => Promise<void>, first = 0): Lane {
  let index = first;
  return async (keepOn) => {
    let calls = 0;
    do {
      await makeCall(index++);
      calls++;
    } while (keepOn());
    return calls;
  };
}

/** All lanes at a time. The latency is that of the first. */
export async function runLanes(lanes: readonly Lane[], stage: Stage): Promise<Outcome> {
  const recorder = new Recorder();
  await runFor(stage.duration.warmUpMs, lanes, recorder);
  recorder.clear();

  await stage.begin();
  const began = performance.now();
  const operations = await runFor(stage.duration.measureMs, lanes, recorder);
  const elapsedUs = (performance.now() - began) * 1000;
  await stage.end();

  return { operations, elapsedUs, latencyUs: percentiles(recorder.values()) };
}

/** The latency of one lane alone. */
export async function latencyOf(lane: Lane, ms: number): Promise<Percentiles> {
  const recorder = new Recorder();
  await runFor(ms, [lane], recorder);
  return percentiles(recorder.values());
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
