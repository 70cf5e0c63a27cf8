// SPDX-License-Identifier: Apache-2.0
// Deadlines and cancellation of calls, over the memory transport.
import { afterEach, describe, expect, it } from 'vitest';
import { rawPeer } from '../test/support/raw-peer.js';
import { deferred, freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Channel, Code } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a deadline', () => {
  it('ends the call DEADLINE_EXCEEDED, not early, and aborts the handler', async () => {
    const aborted = deferred<unknown>();
    served = await serve({
      upper: (_request, context) => {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        return new Promise(() => {});
      },
    });
    const before = performance.now();

    const error = await rejection(served.texts.upper({}, { timeoutMs: 30 }));

    expect(error).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
      message: '/test.Texts/Upper took longer than 30 ms',
    });
    expect(performance.now() - before).toBeGreaterThanOrEqual(30);
    expect(await aborted.promise).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
  });

  it.each([0, -1, Number.NEGATIVE_INFINITY])('of %d ms is over before the call begins', async (timeoutMs) => {
    let calls = 0;
    served = await serve({
      upper: () => {
        calls++;
        return {};
      },
    });

    expect(await rejection(served.texts.upper({}, { timeoutMs }))).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
    });
    await served.texts.upper({});
    expect(calls).toBe(1);
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31 + 10, 2 ** 40])(
    'of %d ms lets the call run',
    async (timeoutMs) => {
      served = await serve({
        upper: (_request, context) => ({ text: String(context.deadline === undefined) }),
      });

      const { text } = await served.texts.upper({}, { timeoutMs });

      expect(text).toBe(String(timeoutMs === Number.POSITIVE_INFINITY));
    },
  );

  it('reaches the handler as remaining time', async () => {
    served = await serve({
      upper: (_request, context) => ({ text: String((context.deadline ?? 0) - performance.now()) }),
    });

    const { text } = await served.texts.upper({}, { timeoutMs: 60_000 });

    expect(Number(text)).toBeGreaterThan(50_000);
    expect(Number(text)).toBeLessThanOrEqual(60_001);
  });
});

describe('a deadline that only the client can keep', () => {
  it('ends calls of every kind when the server never answers', async () => {
    const address = freshAddress();
    const peer = await rawPeer(address, { turnsAway: false });
    const channel = new Channel(address, { transports });
    const texts = channel.client(Texts);
    const options = { timeoutMs: 20 };

    const errors = await Promise.all(
      [
        texts.upper({}, options),
        texts.count({}, options).next(),
        texts.join(() => new Promise(() => {}), options),
        texts.echo([], { ...options, onMessage() {} }),
      ].map(rejection),
    );

    for (const error of errors) expect(error).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
    await channel.close();
    await peer.close();
  });

  it('ends a call that waits for a server', async () => {
    const channel = new Channel(freshAddress(), { transports, backoff: { initialMs: 1, maxMs: 5 } });

    expect(
      await rejection(channel.client(Texts).upper({}, { timeoutMs: 20, waitForReady: true })),
    ).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
    await channel.close();
  });

  it('ends calls that wait in line, each in its time', async () => {
    served = await serve({ upper: () => new Promise(() => {}) }, { server: { maxStreams: 1 } });
    const { texts } = served;

    const errors = await Promise.all(
      [20, 30, 40].map((timeoutMs) => rejection(texts.upper({}, { timeoutMs }))),
    );

    for (const error of errors) expect(error).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
  });
});

describe('an AbortSignal', () => {
  it('that is aborted already ends the call CANCELLED without sending it', async () => {
    served = await serve({ upper: () => ({}) });
    const reason = new Error('changed my mind');

    expect(await rejection(served.texts.upper({}, { signal: AbortSignal.abort(reason) }))).toMatchObject({
      code: Code.CANCELLED,
      cause: reason,
    });
  });

  it('ends a running call CANCELLED and aborts the handler', async () => {
    const started = deferred();
    const aborted = deferred<unknown>();
    served = await serve({
      upper: (_request, context) => {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        started.resolve();
        return new Promise(() => {});
      },
    });
    const controller = new AbortController();
    const call = rejection(served.texts.upper({}, { signal: controller.signal }));
    await started.promise;

    controller.abort();

    expect(await call).toMatchObject({ code: Code.CANCELLED });
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
    expect(served.server.runningCalls).toBe(0);
  });
});
