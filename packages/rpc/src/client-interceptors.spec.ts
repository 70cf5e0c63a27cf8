// SPDX-License-Identifier: Apache-2.0
// What is special about interceptors of a client: cancellation, back-pressure, and more than one attempt.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { handlers } from '../test/support/text-handlers.js';
import { type Text, Texts } from '../test/support/text-service.js';
import { Code, type InterceptedCall, type Interceptor, Metadata, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a client with interceptors', () => {
  const passing: Interceptor = (_call, next) => next();

  it('settles with the deadline, also when an interceptor never comes to its end', async () => {
    served = await serve(handlers, {
      channel: {
        interceptors: [
          async (_call, next) => {
            await next();
            return new Promise<never>(() => {});
          },
        ],
      },
    });

    expect(await rejection(served.texts.upper({}, { timeoutMs: 20 }))).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
    });
  });

  it.each(['before', 'while'])('is cancelled by the signal %s the call runs', async (when) => {
    const started = deferred();
    let calls = 0;
    served = await serve(
      {
        upper: () => {
          calls++;
          started.resolve();
          return new Promise(() => {});
        },
      },
      { channel: { interceptors: [passing] } },
    );
    const controller = new AbortController();
    if (when === 'before') controller.abort(new Error('why'));
    const call = rejection(served.texts.upper({}, { signal: controller.signal }));
    if (when === 'while') await started.promise;

    controller.abort(new Error('why'));

    expect(await call).toMatchObject({ code: Code.CANCELLED, cause: new Error('why') });
    expect(calls).toBe(when === 'before' ? 0 : 1);
  });

  it('cancels when an iteration is left, and holds the server back while nobody reads', async () => {
    const aborted = deferred<unknown>();
    let sent = 0;
    served = await serve(
      {
        async count(_request, { send, signal }) {
          signal.addEventListener('abort', () => aborted.resolve(signal.reason));
          for (;;) {
            await send({ text: 'x'.repeat(1000) });
            sent++;
          }
        },
      },
      { channel: { interceptors: [passing] } },
    );
    const responses = served.texts.count({});
    await responses.next();
    await responses.next();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(sent).toBeLessThan(270);

    await responses.return?.();

    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });

  it('may call next() again after an error, with what each attempt changed gone', async () => {
    const seen: string[][] = [];
    let attempts = 0;
    const again: Interceptor = async (_call, next) => {
      try {
        return await next();
      } catch {
        return next();
      }
    };
    const tag: Interceptor = (call, next) => {
      call.metadata.append('attempt', String(++attempts));
      call.mapResponses((message) => ({ text: `${(message as Text).text}!` }));
      return next();
    };
    served = await serve(
      {
        upper: ({ text }, { metadata }) => {
          seen.push(metadata.getAll('attempt') as string[]);
          if (seen.length === 1) throw new RpcError(Code.ABORTED, 'once more');
          return { text };
        },
      },
      { channel: { interceptors: [again, tag] } },
    );

    expect(await served.texts.upper({ text: 'a' })).toEqual({ text: 'a!' });
    expect(seen).toEqual([['1'], ['2']]);
  });

  it('refuses next() once a response was delivered, and while the one before runs', async () => {
    const again: Interceptor = async (_call, next) => {
      try {
        return await next();
      } catch {
        return next();
      }
    };
    const twice: Interceptor = async (_call, next) => {
      const [first] = await Promise.all([next(), next()]);
      return first;
    };
    served = await serve(
      {
        *count() {
          yield { text: 'a' };
          throw new RpcError(Code.ABORTED, 'torn');
        },
        upper: (request) => request,
      },
      { channel: { interceptors: [] } },
    );
    const { channel } = served;
    const got: string[] = [];

    const late = await rejection(
      channel
        .client(Texts, { interceptors: [again] })
        .count({}, { onMessage: ({ text }) => void got.push(text) }),
    );
    const early = await rejection(channel.client(Texts, { interceptors: [twice] }).upper({}));

    expect(late.message).toBe('next() of /test.Texts/Count was called after the server began to answer');
    expect(early.message).toBe('next() of /test.Texts/Upper was called while the one before runs');
    expect(got).toEqual(['a']);
  });

  it('ends INTERNAL when an interceptor neither calls next() nor throws', async () => {
    const nothing = { headers: new Metadata(), trailers: new Metadata() };
    served = await serve(handlers, { channel: { interceptors: [async () => nothing] } });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.INTERNAL,
      message: expect.stringContaining('without a response'),
    });
  });

  it('gives an interceptor a deadline that is a number, or none', async () => {
    const errors: unknown[] = [];
    const wrong: Interceptor = (call: InterceptedCall, next) => {
      try {
        call.deadline = Number.NaN;
      } catch (error) {
        errors.push(error);
      }
      call.deadline = Number.POSITIVE_INFINITY;
      errors.push(call.deadline);
      return next();
    };
    served = await serve(handlers, {
      channel: { interceptors: [wrong] },
      server: { interceptors: [wrong] },
    });

    await served.texts.upper({}, { timeoutMs: 60_000 });

    expect(errors).toMatchObject([
      { code: 'ERR_INVALID_ARG_TYPE' },
      undefined,
      { code: 'ERR_INVALID_ARG_TYPE' },
      undefined,
    ]);
  });
});
