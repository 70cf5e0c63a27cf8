// SPDX-License-Identifier: Apache-2.0
// Interceptors and calls that end at different times: which of them stops what, and what adding one may not change.
import { afterEach, describe, expect, it } from 'vitest';
import { settle } from '../test/support/back-pressure.js';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { handlers } from '../test/support/text-handlers.js';
import { Texts } from '../test/support/text-service.js';
import { Code, type Interceptor, logging, Metadata, type Outcome, RpcError, retry } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('an interceptor that resolves with no outcome', () => {
  const forgetful = async (_call: unknown, next: () => Promise<Outcome>) => {
    await next();
  };

  it.each([
    ['server', 'undefined', forgetful],
    ['channel', 'undefined', forgetful],
    ['server', 'undefined at once', () => undefined],
    ['channel', 'undefined at once', () => undefined],
    ['server', 'null', async () => null],
    ['channel', 'half of one', async () => ({ headers: new Metadata() })],
  ])('of a %s, %s, ends the call INTERNAL', async (side, _what, interceptor) => {
    const interceptors = [interceptor as unknown as Interceptor];
    served = await serve(handlers, { [side]: { interceptors } });
    const { texts } = served;

    const errors = await Promise.all(
      [
        texts.upper({ text: 'a' }),
        texts.join([{ text: 'a' }]),
        texts.count({ text: '0' }, { onMessage() {} }),
        texts.echo([]).next(),
      ].map(rejection),
    );

    for (const error of errors) {
      expect(error).toMatchObject({
        code: Code.INTERNAL,
        message: expect.stringMatching(
          /^an interceptor of \/test.Texts\/\w+ resolved with no outcome; it must return what next\(\) resolves with$/,
        ),
      });
    }
  });
});

describe('an interceptor that ends before its next()', () => {
  const leaving =
    (ready: Promise<void>): Interceptor =>
    (_call, next) =>
      Promise.race([
        next(),
        ready.then(() => {
          throw new RpcError(Code.ABORTED, 'long enough');
        }),
      ]);

  it('of a client cancels the attempt, after which nothing is delivered', async () => {
    const ready = deferred();
    const aborted = deferred<unknown>();
    served = await serve(
      {
        async count(_request, { send, signal }) {
          signal.addEventListener('abort', () => aborted.resolve(signal.reason));
          for (;;) {
            await send({ text: 'a' });
            await new Promise(setImmediate);
          }
        },
      },
      { channel: { interceptors: [leaving(ready.promise)] } },
    );
    let got = 0;
    const call = rejection(served.texts.count({}, { onMessage: () => void got++ }));
    await expect.poll(() => got).toBeGreaterThan(0);

    ready.resolve();

    expect(await call).toMatchObject({ code: Code.ABORTED });
    const before = got;
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
    await settle();
    expect(got).toBe(before);
  });

  it('of a client ends the pause of a retry further in, and its next()', async () => {
    const ready = deferred();
    let calls = 0;
    const reasons: unknown[] = [];
    const watching: Interceptor = async (call, next) => {
      call.signal.addEventListener('abort', () => reasons.push(call.signal.reason));
      return next();
    };
    const backoff = { initialMs: 60_000, maxMs: 60_000 };
    served = await serve(
      {
        upper: () => {
          calls++;
          throw new RpcError(Code.UNAVAILABLE, 'later');
        },
      },
      {
        channel: {
          interceptors: [leaving(ready.promise), watching, retry({ backoff, isIdempotent: () => true })],
        },
      },
    );
    const call = rejection(served.texts.upper({}));
    await expect.poll(() => calls).toBe(1);
    await settle();

    ready.resolve();

    expect(await call).toMatchObject({ code: Code.ABORTED });
    expect(reasons).toMatchObject([{ code: Code.ABORTED }]);
    expect(calls).toBe(1);
  });

  it.each(['server', 'channel'])('of a %s, with an outcome of its own, cancels the handler', async (side) => {
    const aborted = deferred<unknown>();
    const started = deferred();
    const made: Interceptor = async (_call, next) => {
      void next();
      await started.promise;
      return { headers: new Metadata(), trailers: new Metadata() };
    };
    served = await serve(
      {
        async count(_request, { signal }) {
          signal.addEventListener('abort', () => aborted.resolve(signal.reason));
          started.resolve();
          await new Promise(() => {});
        },
      },
      { [side]: { interceptors: [made] } },
    );

    await served.texts.count({}, { onMessage() {} });

    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
  });
});

describe('an interceptor that calls next() when the call is over', () => {
  it.each(['unary', 'client-streaming'])(
    'of a server gets its error, and the handler of a %s method is not called',
    async (kind) => {
      let calls = 0;
      const late = deferred<unknown>();
      const slow: Interceptor = async (call, next) => {
        await new Promise((resolve) => call.signal.addEventListener('abort', resolve));
        try {
          return await next();
        } catch (error) {
          late.resolve(error);
          throw error;
        }
      };
      const counted = () => {
        calls++;
        return {};
      };
      served = await serve({ upper: counted, join: counted }, { server: { interceptors: [slow] } });
      const { texts } = served;

      const call = kind === 'unary' ? texts.upper({}, { timeoutMs: 30 }) : texts.join([], { timeoutMs: 30 });

      expect(await rejection(call)).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
      expect(await late.promise).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
      expect(calls).toBe(0);
    },
  );

  it.each(['server', 'channel'])('of a %s that ended OK gets CANCELLED', async (side) => {
    let calls = 0;
    const late = deferred<unknown>();
    const early: Interceptor = async (_call, next) => {
      setImmediate(() => next().catch(late.resolve));
      return { headers: new Metadata(), trailers: new Metadata() };
    };
    served = await serve(
      {
        count: () => {
          calls++;
          return [];
        },
      },
      { [side]: { interceptors: [early] } },
    );

    await served.texts.count({}, { onMessage() {} });

    expect(await late.promise).toMatchObject({ code: Code.CANCELLED });
    expect(calls).toBe(0);
  });
});

describe('what a server began to answer', () => {
  it('is not asked for again: initial metadata commit the call to their attempt', async () => {
    let calls = 0;
    const repeatable: boolean[] = [];
    const watching: Interceptor = async (call, next) => {
      repeatable.push(call.repeatable);
      try {
        return await next();
      } finally {
        repeatable.push(call.repeatable);
      }
    };
    served = await serve(
      {
        upper: (_request, context) => {
          calls++;
          context.responseMetadata.set('attempt', String(calls));
          context.sendHeaders();
          throw new RpcError(Code.UNAVAILABLE, 'after all');
        },
      },
      { channel: { interceptors: [watching, retry({ isIdempotent: () => true })] } },
    );
    const told: unknown[] = [];

    const error = await rejection(
      served.texts.upper({}, { onHeaders: (metadata) => told.push(metadata.get('attempt')) }),
    );

    expect(error).toMatchObject({ code: Code.UNAVAILABLE, message: 'after all' });
    expect(told).toEqual(['1']);
    expect(calls).toBe(1);
    expect(repeatable).toEqual([true, false]);
  });
});

describe('a stream of responses that nobody reads', () => {
  it('ends with its status and keeps its messages, with interceptors as without', async () => {
    served = await serve(handlers);
    const { channel } = served;
    const codes: string[] = [];
    const logged = [logging({ logger: ({ code }) => codes.push(code) })];
    const texts = channel.client(Texts, { interceptors: logged });
    const controller = new AbortController();
    const trailers = deferred();

    const responses = texts.count(
      { text: '3' },
      { signal: controller.signal, onTrailers: () => trailers.resolve() },
    );
    await trailers.promise;
    await settle();
    controller.abort();
    await settle();
    const got: string[] = [];
    for await (const { text } of responses) got.push(text);

    expect(got).toEqual(['0', '1', '2']);
    expect(codes).toEqual(['OK']);
  });
});
