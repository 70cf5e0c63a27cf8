// SPDX-License-Identifier: Apache-2.0
// What a call inherits from the one that it is made for: deadline and cancellation.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { Code, type HandlerContext, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a call with `parent`', () => {
  /** `upper` calls `count` of the same server for its own call. */
  async function nested(inner: (context: HandlerContext) => Promise<void>): Promise<Served> {
    const result: Served = await serve({
      async upper(_request, parent) {
        await result.texts.count({}, { parent, timeoutMs: 60_000, onMessage() {} });
        return {};
      },
      count: (_request, context) => inner(context),
    });
    served = result;
    return result;
  }

  it('has the nearer deadline of the two', async () => {
    const remaining: number[] = [];
    const { texts } = await nested(async ({ deadline = 0 }) => {
      remaining.push(deadline - performance.now());
    });

    await texts.upper({}, { timeoutMs: 30_000 });
    await texts.upper({}, { timeoutMs: 90_000 });
    await texts.upper({});

    expect(remaining[0]).toBeLessThanOrEqual(30_001);
    for (const ms of remaining.slice(1)) {
      expect(ms).toBeGreaterThan(30_001);
      expect(ms).toBeLessThanOrEqual(60_001);
    }
  });

  it('ends with the deadline of the call that it was made for', async () => {
    const aborted = deferred<unknown>();
    const { texts } = await nested(async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted.resolve(signal.reason);
    });

    expect(await rejection(texts.upper({}, { timeoutMs: 20 }))).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
    });
    expect(await aborted.promise).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
  });

  it('is cancelled with the call that it was made for', async () => {
    const started = deferred();
    const aborted = deferred<unknown>();
    const { texts } = await nested(async ({ signal }) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason));
      started.resolve();
      await aborted.promise;
    });
    const controller = new AbortController();
    const call = rejection(texts.upper({}, { signal: controller.signal }));
    await started.promise;

    controller.abort();

    expect(await call).toMatchObject({ code: Code.CANCELLED });
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
  });

  it.each([
    ['is over', new RpcError(Code.CANCELLED, 'gone'), undefined, Code.CANCELLED],
    ['has run out of time', new RpcError(Code.DEADLINE_EXCEEDED, 'late'), 0, Code.DEADLINE_EXCEEDED],
  ])('that %s already ends at once, unsent', async (_what, reason, deadline, code) => {
    let calls = 0;
    served = await serve({ upper: () => ({ text: String(++calls) }) });

    const parent = { signal: AbortSignal.abort(reason), deadline };
    expect(await rejection(served.texts.upper({}, { parent }))).toMatchObject({ code, cause: reason });
    const late = { signal: new AbortController().signal, deadline: performance.now() - 1 };
    expect(await rejection(served.texts.upper({}, { parent: late }))).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
    });
    expect(await served.texts.upper({})).toEqual({ text: '1' });
  });

  it('that is no context is a TypeError', async () => {
    served = await serve({ upper: () => ({}) });
    const { texts } = served;

    for (const parent of [{}, null, 5]) {
      expect(() => texts.upper({}, { parent: parent as never })).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
      );
    }
  });
});
