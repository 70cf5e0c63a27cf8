// SPDX-License-Identifier: Apache-2.0
// A process that is stopped (SIGSTOP, a debugger) does not die, it only does nothing: the other's deadlines run on its
// own clock, its memory stays flat, and what was cancelled meanwhile stays so when the stopped one goes on.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Channel, Code, connect, type RpcError, type Server } from 'memlane';
import { afterEach, describe, expect, it } from 'vitest';
import { freeze, processState, resume, until } from '../src/faults/condition.js';
import { HandlerCount } from '../src/faults/handler-count.js';
import { TestService } from '../src/gen/interop.js';
import { Probe } from '../src/gen/probe.js';
import { collect, payload, Requests } from '../src/interop/expect.js';
import { start, stop } from '../src/processes.js';
import { serve } from '../src/served.js';
import { createTestServer } from '../src/test-server.js';
import { usage } from '../src/usage.js';

/** More than the connection and the calls may hold, less than any of the floods below. */
const memoryBytes = 64 * 1024 * 1024;

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

describe.each(['shm', 'unix'] as const)('over %s', (scheme) => {
  describe('a server that is stopped', () => {
    /** A channel to a server that answers no more. */
    async function toStopped(): Promise<{ channel: Channel; pid: number }> {
      const served = await serve(scheme);
      cleanUp.push(() => served.close());
      const channel = await connect(served.address);
      cleanUp.push(() => channel.close());
      await channel.client(TestService).emptyCall({});
      await freeze(served.pid);
      cleanUp.push(() => resume(served.pid));
      return { channel, pid: served.pid };
    }

    it('does not hold back deadlines, and delivers nothing late when it goes on', async () => {
      const { channel, pid } = await toStopped();
      const client = channel.client(TestService);
      let late = 0;
      const options = (timeoutMs: number) => ({
        timeoutMs,
        onHeaders: () => late++,
        onTrailers: () => late++,
      });
      const request = { responseParameters: [{ size: 1000 }], payload: payload(1000) };
      const calls = [
        (ms: number) => client.unaryCall({ responseSize: 1000 }, options(ms)),
        (ms: number) => collect(client.streamingOutputCall(request, options(ms))),
        (ms: number) => client.streamingInputCall(new Requests<object>(), options(ms)),
        (ms: number) => collect(client.fullDuplexCall([request], options(ms))),
      ];

      await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          const timeoutMs = 50 + index;
          const begun = performance.now();
          const error = await calls[index % 4]!(timeoutMs).catch((thrown: RpcError) => thrown);
          expect(performance.now() - begun).toBeGreaterThanOrEqual(timeoutMs);
          expect(error).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
        }),
      );

      expect(processState(pid)).toBe('T');
      resume(pid);
      // The server takes what was written to it in order, so the answer to this comes behind all of that.
      expect((await channel.client(Probe).usage({})).runningCalls).toBe(1);
      expect(late).toBe(0);
    });

    it('leaves memory flat under a flood of calls that time out', async () => {
      const { channel, pid } = await toStopped();
      const client = channel.client(TestService);
      const flood = async (waves: number): Promise<void> => {
        const call = () => client.unaryCall({ payload: payload(10_000) }, { timeoutMs: 5 }).catch(() => {});
        for (let wave = 0; wave < waves; wave++) await Promise.all(Array.from({ length: 500 }, call));
      };
      await flood(4);
      const before = usage().rss;

      await flood(40);

      // All of it would be 200 MB.
      expect(usage().rss - before).toBeLessThan(memoryBytes);
      expect(processState(pid)).toBe('T');
      resume(pid);
      await client.emptyCall({});
    });

    it('holds back whoever streams to it, and takes the rest when it goes on', async () => {
      const { channel, pid } = await toStopped();
      const client = channel.client(TestService);
      let taken = 0;
      const count = 2000;
      function* requests(): Generator<{ payload: { body: Uint8Array } }> {
        const body = new Uint8Array(64 * 1024);
        for (; taken < count; taken++) yield { payload: { body } };
      }
      const sum = client.streamingInputCall(requests());

      // Calls that come and go behind it give the stream every chance to take more.
      for (let i = 0; i < 20; i++) await client.emptyCall({}, { timeoutMs: 5 }).catch(() => {});

      // What the ring or the socket holds, and the credit of one stream.
      expect(taken).toBeLessThan(32);
      expect(processState(pid)).toBe('T');
      resume(pid);
      expect(await sum).toEqual({ aggregatedPayloadSize: count * 64 * 1024 });
    });
  });

  describe('a client that is stopped', () => {
    it('loses its calls to their deadlines on the clock of the server, which stays flat', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'memlane-stop-'));
      cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
      const address = `${scheme}:${join(folder, 's.sock')}`;
      const handlers = new HandlerCount();
      const server: Server = createTestServer({}, handlers);
      await server.listen(address);
      cleanUp.push(() => server.close({ graceMs: 0 }));
      const timeoutMs = 3000;
      const client = await start('faults/reading-client-main.ts', [address, String(timeoutMs)]);
      cleanUp.push(() => stop(client));
      const before = usage().rss;
      expect(handlers.running).toBeGreaterThan(0);
      await freeze(client.pid!);

      await until('every handler has ended', () => handlers.running === 0);

      expect(processState(client.pid!)).toBe('T');
      expect(server.runningCalls).toBe(0);
      expect(usage().rss - before).toBeLessThan(memoryBytes);
      const other = await connect(address);
      cleanUp.push(() => other.close());
      expect(await other.client(TestService).emptyCall({})).toEqual({});

      const report = once(client, 'message');
      resume(client.pid!);
      const [{ codes, late, elapsedMs }] = (await report) as [
        { codes: string[]; late: number; elapsedMs: number },
      ];
      expect(new Set(codes)).toEqual(new Set(['DEADLINE_EXCEEDED']));
      expect(elapsedMs).toBeGreaterThanOrEqual(timeoutMs);
      expect(late).toBe(0);
    });
  });
});
