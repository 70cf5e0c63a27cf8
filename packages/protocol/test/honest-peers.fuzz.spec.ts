// SPDX-License-Identifier: Apache-2.0
// A client and a server that keep to the rules, over rings of any size that stop and go: every message arrives, in order
// and whole, every call ends as it was meant to, and the connection lives on.
import { describe, expect, it } from 'vitest';
import { ClientSession, type ClientStream, type ServerStream } from '../src/index.js';
import { fuzz, fuzzTimeout, type Random } from './support/random.js';
import { ringPair } from './support/ring-pair.js';
import {
  call,
  finish,
  type Heard,
  PlainWriter,
  raw,
  serverSession,
  turn,
  until,
} from './support/sessions.js';

/** Messages as their lengths; the bytes follow from them and the place in the stream. */
function body(length: number, place: number): Buffer {
  return Buffer.alloc(length, (length + place) & 0xff);
}

function lengths(random: Random): number[] {
  return Array.from({ length: random.below(6) }, () =>
    random.pick([0, 1, 15, 900, 5000, 65_536, 65_537, random.below(300_000)]),
  );
}

/** Sends all of `left`, heeding what send() says. */
function pump(heard: Heard, left: number[], done: () => void): void {
  const { stream } = heard;
  let place = 0;
  const go = () => {
    while (place < left.length) {
      const length = left[place]!;
      place++;
      if (!stream!.send(raw, body(length, place))) {
        heard.onDrained = go;
        return;
      }
    }
    heard.onDrained = undefined;
    done();
  };
  go();
}

function check(got: readonly Buffer[], wanted: readonly number[]): void {
  expect(got.map(({ length }) => length)).toEqual(wanted);
  expect(got.every((one, i) => one.equals(body(wanted[i]!, i + 1)))).toBe(true);
}

interface Plan {
  requests: number[];
  responses: number[];
  single: boolean;
  cancelled: boolean;
  early: boolean;
}

describe('two honest sessions', () => {
  it('carry every message and end every call', { timeout: fuzzTimeout }, async () => {
    await fuzz(40, async (random) => {
      const limits = () => ({
        initialCreditBytes: 1024 + random.below(random.pick([100, 100_000])),
        maxReceiveMessageBytes: 300_000,
        maxStreams: 1 + random.below(20),
      });
      const [near, far] = ringPair(64 + random.below(random.pick([1000, 100_000, 400_000])));
      const plans = new Map<string, Plan>();
      const answered = new Map<string, Heard>();
      const server = serverSession({
        connection: far,
        limits: limits(),
        onCall: (heard, stream: ServerStream, path) => {
          const plan = plans.get(path)!;
          answered.set(path, heard);
          heard.taking = !random.chance(20);
          if (random.chance(20)) stream.sendHeaders([['k', 'v']]);
          const answer = () => pump(heard, plan.responses, () => finish(stream, undefined, 0, path));
          if (plan.early) setImmediate(answer);
          else {
            const { halfClosed } = heard.handler;
            heard.handler.halfClosed = () => {
              halfClosed();
              answer();
            };
          }
        },
      });
      const client = await ClientSession.open(near, { limits: limits(), writer: new PlainWriter() });
      const calls: { path: string; plan: Plan; heard: Heard }[] = [];
      for (let i = 0; i < 30; i++) {
        const single = random.chance(50);
        const requests = single ? [random.pick([0, 10, 70_000])] : lengths(random);
        const plan = {
          single,
          requests,
          responses: lengths(random),
          cancelled: random.chance(15),
          early: random.chance(20),
        };
        const path = `/${i}`;
        plans.set(path, plan);
        const heard = call(client, single ? { path, message: body(requests[0]!, 1) } : { path });
        heard.taking = !random.chance(20);
        calls.push({ path, plan, heard });
        const stream = heard.stream;
        if (!single) pump(heard, requests, () => stream.halfClose());
        if (random.chance(50)) await turn();
      }

      const running = () => client.running + client.waiting + server.session.running;
      for (let turns = 0; running() > 0; turns++) {
        expect(turns).toBeLessThan(200_000);
        await turn();
        for (const { heard } of calls) if (random.chance(30)) heard.releaseAll();
        for (const heard of answered.values()) if (random.chance(30)) heard.releaseAll();
        if (turns < 500 && random.chance(5)) near.paused = true;
        if (turns < 500 && random.chance(5)) far.paused = true;
        if (near.paused && random.chance(20)) near.resume();
        if (far.paused && random.chance(20)) far.resume();
        if (turns === 100)
          for (const { heard, plan } of calls) if (plan.cancelled) (heard.stream as ClientStream).cancel();
        expect([client.state, server.session.state]).toEqual(['open', 'open']);
      }

      for (const { path, plan, heard } of calls) {
        if (plan.cancelled) continue;
        expect(heard.events.at(-1)).toBe(`status 0 ${path}`);
        expect(heard.endings).toBe(1);
        check(heard.messages, plan.responses);
        const other = answered.get(path)!;
        if (plan.early) check(other.messages, plan.requests.slice(0, other.messages.length));
        else check(other.messages, plan.requests);
      }
      expect([client.running, client.waiting]).toEqual([0, 0]);
      client.close();
      near.resume();
      far.resume();
      await until(() => server.ended.length > 0);
      expect(server.ended).toEqual([{ error: undefined }]);
    });
  });
});
