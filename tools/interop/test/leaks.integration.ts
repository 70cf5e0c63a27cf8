// SPDX-License-Identifier: Apache-2.0
// What thousands of connections, deadlines and cancellations leave behind, in both processes: nothing.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Channel, Code, connect, RpcError } from 'memlane';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amount, timeLimit } from '../src/amount.js';
import { until } from '../src/faults/condition.js';
import { type StreamingOutputCallRequestInit, TestService } from '../src/gen/interop.js';
import { Probe, type UsageReply } from '../src/gen/probe.js';
import { collect, payload, Requests } from '../src/interop/expect.js';
import { Random } from '../src/random.js';
import { type Served, serve } from '../src/served.js';
import { usage } from '../src/usage.js';

const connections = amount('connections', 5000, 100_000);
const deadlines = amount('deadlines', 10_000, 100_000);
const cancellations = amount('cancellations', 5000, 100_000);
/** Garbage of the other kind: code that is compiled, pages that the allocator keeps. */
const noiseBytes = 16 * 1024 * 1024;

describe.each(['shm', 'unix'] as const)('over %s', (scheme) => {
  let served: Served;
  let channel: Channel;
  beforeAll(async () => {
    served = await serve(scheme);
    channel = await connect(served.address);
  });
  afterAll(async () => {
    await channel.close();
    await served.close();
  });

  const probe = (): Promise<UsageReply> => channel.client(Probe).usage({});

  it(
    `${connections} times connect, call and close leave no descriptor, no mapping and no memory`,
    async () => {
      const once = async (): Promise<void> => {
        const another = await connect(served.address);
        await another.client(TestService).emptyCall({});
        await another.close();
      };
      for (let i = 0; i < 500; i++) await once();
      const [server, client] = [await settled(), usage()];

      for (let i = 0; i < connections; i++) await once();

      const [serverAfter, clientAfter] = [await settled(), usage()];
      expect(clientAfter.descriptors).toBe(client.descriptors);
      expect(clientAfter.mappings).toBe(client.mappings);
      expect(clientAfter.rss - client.rss).toBeLessThan(noiseBytes);
      expect(Number(serverAfter.rss - server.rss)).toBeLessThan(noiseBytes);
    },
    timeLimit(110_000),
  );

  /** The usage of the server once it has heard of every close: ours is the one connection that it has. */
  async function settled(): Promise<UsageReply> {
    let reply = await probe();
    await until('the server has one connection', async () => {
      reply = await probe();
      return reply.mappings === (scheme === 'shm' ? 1 : 0) && reply.descriptors === descriptors;
    });
    return reply;
  }

  let descriptors = 0;
  beforeAll(async () => {
    ({ descriptors } = await probe());
  });

  it(
    `none of ${deadlines} deadlines is early, and none leaves a call behind`,
    async () => {
      const client = channel.client(TestService);
      const random = new Random(1);
      let early = 0;
      const lane = async (count: number): Promise<void> => {
        for (let i = 0; i < count; i++) {
          const timeoutMs = random.between(1, 40) + random.below(1000) / 1000;
          const begun = performance.now();
          const code = await collect(client.fullDuplexCall(new Requests<object>(), { timeoutMs })).then(
            () => Code.OK,
            (error: RpcError) => error.code,
          );
          expect(code).toBe(Code.DEADLINE_EXCEEDED);
          if (performance.now() - begun < timeoutMs) early++;
        }
      };

      await Promise.all(Array.from({ length: 250 }, () => lane(deadlines / 250)));

      expect(early).toBe(0);
      await nothingRuns();
    },
    timeLimit(110_000),
  );

  it(
    `${cancellations} cancellations at random points end their calls and handlers`,
    async () => {
      const seed = Date.now() % 2 ** 32;
      console.log(`cancellations: seed ${seed}`);
      const random = new Random(seed);
      const ends = { OK: 0, CANCELLED: 0 };
      const lane = async (count: number): Promise<void> => {
        for (let i = 0; i < count; i++) ends[await cancelledCall(channel, random)]++;
      };

      await Promise.all(Array.from({ length: 50 }, () => lane(cancellations / 50)));

      expect(ends.OK + ends.CANCELLED).toBe(cancellations);
      // Both happen, or the points are not random.
      expect(Math.min(ends.OK, ends.CANCELLED)).toBeGreaterThan(cancellations / 100);
      await nothingRuns();
      expect(await channel.client(TestService).emptyCall({})).toEqual({});
    },
    timeLimit(110_000),
  );

  async function nothingRuns(): Promise<void> {
    // Behind every cancellation on the same connection; a handler may need another turn to come to its end.
    expect((await probe()).runningCalls).toBe(1);
    await until('every handler has ended', async () => (await probe()).runningHandlers === 0);
  }
});

/** One call of any kind, cancelled somewhere in it or behind it. */
async function cancelledCall(channel: Channel, random: Random): Promise<'OK' | 'CANCELLED'> {
  const client = channel.client(TestService);
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const sizes = random.list(random.below(6), () => random.below(random.chance(20) ? 100_000 : 1000));
  const requests: StreamingOutputCallRequestInit[] = sizes.map((size) => ({
    responseParameters: [{ size, intervalUs: random.chance(20) ? 500 : 0 }],
    payload: payload(size),
  }));
  const calls = [
    () => client.unaryCall({ responseSize: sizes[0], payload: payload(sizes[0] ?? 0) }, options),
    () => collect(client.streamingOutputCall(requests[0] ?? {}, options)),
    () => client.streamingInputCall(requests, options),
    () => collect(client.fullDuplexCall(requests, options)),
  ];
  const call = random.pick(calls)();
  const end = call.then(
    () => 'OK' as const,
    (error: unknown) => {
      if (error instanceof RpcError && error.code === Code.CANCELLED) return 'CANCELLED' as const;
      throw error;
    },
  );
  const points = [
    async () => {},
    () => Promise.resolve(),
    () => nextTurn(),
    async () => {
      for (let turns = random.below(8); turns > 0; turns--) await nextTurn();
    },
    () => sleep(random.below(4)),
    () => end,
  ];
  await random.pick(points)();
  controller.abort();
  return end;
}
