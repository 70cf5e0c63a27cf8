// SPDX-License-Identifier: Apache-2.0
// How interceptors of both sides end calls: status, deadline, refusal, and what goes wrong in them.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { handlers } from '../test/support/text-handlers.js';
import { type Text, Texts } from '../test/support/text-service.js';
import { Code, type Interceptor, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('interceptors', () => {
  it.each(['server', 'channel'])('of a %s change the status, both ways', async (side) => {
    const swap: Interceptor = async (call, next) => {
      try {
        await next();
      } catch (error) {
        if ((error as RpcError).code !== Code.NOT_FOUND) throw error;
        throw new RpcError(Code.ABORTED, `instead of ${(error as RpcError).message}`);
      }
      throw new RpcError(Code.DATA_LOSS, `${call.method.name} was fine`);
    };
    served = await serve(
      {
        upper: ({ text }) => {
          if (text === 'no') throw new RpcError(Code.NOT_FOUND, 'nothing there');
          return { text };
        },
        count: ({ text }) => [{ text }],
      },
      { [side]: { interceptors: [swap] } },
    );

    expect(await rejection(served.texts.upper({ text: 'no' }))).toMatchObject({
      code: Code.ABORTED,
      message: 'instead of nothing there',
    });
    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.DATA_LOSS,
      message: 'Upper was fine',
    });
    const responses = served.texts.count({ text: 'a' });
    expect(await responses.next()).toMatchObject({ value: { text: 'a' } });
    expect(await rejection(responses.next())).toMatchObject({ code: Code.DATA_LOSS });
  });

  it.each(['server', 'channel'])('of a %s shorten the deadline, and set one', async (side) => {
    const limit: Interceptor = (call, next) => {
      call.deadline = Math.min(call.deadline ?? Number.POSITIVE_INFINITY, performance.now() + 20);
      return next();
    };
    const aborted = deferred<unknown>();
    served = await serve(
      {
        upper: (_request, { signal }) => {
          signal.addEventListener('abort', () => aborted.resolve(signal.reason));
          return new Promise(() => {});
        },
      },
      { [side]: { interceptors: [limit] } },
    );

    expect(await rejection(served.texts.upper({}, { timeoutMs: 60_000 }))).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
    });
    expect(await rejection(served.texts.upper({}))).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
    expect(await aborted.promise).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
  });

  it('of a channel may lengthen the deadline', async () => {
    const release = deferred();
    served = await serve(
      {
        upper: async ({ text }, { deadline = 0 }) => {
          await release.promise;
          return { text: text + (deadline > performance.now() + 30_000) };
        },
      },
      {
        channel: {
          interceptors: [
            (call, next) => {
              call.deadline = performance.now() + 60_000;
              setTimeout(release.resolve, 30);
              return next();
            },
          ],
        },
      },
    );

    expect(await served.texts.upper({}, { timeoutMs: 10 })).toEqual({ text: 'true' });
  });

  it('see UNIMPLEMENTED methods of a server, and what ends a call that nobody else ends', async () => {
    const codes = new Map<string, Code>();
    const ended = deferred();
    served = await serve(
      { upper: () => new Promise(() => {}) },
      {
        server: {
          interceptors: [
            async (call, next) => {
              try {
                return await next();
              } catch (error) {
                codes.set(call.method.path, (error as RpcError).code);
                if (call.method.name === 'Upper') ended.resolve();
                throw error;
              }
            },
          ],
        },
      },
    );
    const Unknown = {
      typeName: 'test.Unknown',
      methods: { upper: { ...Texts.methods.upper, path: '/test.Unknown/Upper' } },
    };
    const controller = new AbortController();

    await rejection(served.channel.client(Unknown).upper({}));
    await rejection(served.texts.count({}).next());
    const call = rejection(served.texts.upper({}, { signal: controller.signal }));
    await expect.poll(() => served?.server.runningCalls).toBe(1);
    controller.abort();
    await call;
    await ended.promise;

    expect(Object.fromEntries(codes)).toEqual({
      '/test.Unknown/Upper': Code.UNIMPLEMENTED,
      '/test.Texts/Count': Code.UNIMPLEMENTED,
      '/test.Texts/Upper': Code.CANCELLED,
    });
  });

  it.each(['server', 'channel'])('of a %s refuse a call before it reaches the handler', async (side) => {
    let calls = 0;
    const refuse: Interceptor = async () => {
      throw new RpcError(Code.PERMISSION_DENIED, 'not you');
    };
    const counted = () => {
      calls++;
      return [];
    };
    served = await serve(
      { upper: counted as never, count: counted, join: counted as never, echo: counted },
      { [side]: { interceptors: [refuse] } },
    );
    const { texts } = served;

    const errors = await Promise.all(
      [
        texts.upper({}),
        texts.count({}).next(),
        texts.join([{ text: 'a' }]),
        texts.echo([], { onMessage() {} }),
      ].map(rejection),
    );

    for (const error of errors) expect(error).toMatchObject({ code: Code.PERMISSION_DENIED });
    expect(calls).toBe(0);
  });

  it.each(['server', 'channel'])('of a %s that fail by themselves end the call UNKNOWN', async (side) => {
    let broken = true;
    const careless: Interceptor = (_call, next) => {
      if (broken) throw new Error('careless');
      return next();
    };
    served = await serve(handlers, { [side]: { interceptors: [careless] } });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.UNKNOWN,
      message: 'careless',
    });
    broken = false;
    expect(await served.texts.upper({ text: 'a' })).toEqual({ text: 'A' });
  });

  it.each(['server', 'channel'])('of a %s whose map throws end the call INTERNAL', async (side) => {
    const careless: Interceptor = (call, next) => {
      call.mapRequests((message) => {
        if ((message as Text).text === 'bad') throw new Error('cannot map');
        return message;
      });
      return next();
    };
    served = await serve(handlers, { [side]: { interceptors: [careless] } });

    const errors = [
      await rejection(served.texts.upper({ text: 'bad' })),
      await rejection(served.texts.count({ text: 'bad' }).next()),
      await rejection(served.texts.join([{ text: 'bad' }])),
    ];

    for (const error of errors) {
      expect(error).toMatchObject({
        code: Code.INTERNAL,
        message: expect.stringMatching(/^an interceptor of \/test.Texts\/\w+ failed: cannot map$/),
      });
    }
    expect(await served.texts.upper({ text: 'a' })).toEqual({ text: 'A' });
  });

  it('that are no functions are a TypeError', async () => {
    served = await serve({}, { channel: {} });
    const wrong = [5] as never;
    const { channel } = served;

    expect(() => channel.client(Texts, { interceptors: wrong })).toThrow(
      'interceptors[0] must be a function, not 5',
    );
    expect(() => channel.client(Texts, { interceptors: {} as never })).toThrow(
      'interceptors must be an array of functions, not Object',
    );
  });
});
