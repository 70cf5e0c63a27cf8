// SPDX-License-Identifier: Apache-2.0
// Attempts of an intercepted call with a stream of requests: whose the requests are, and where their maps run.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { handlers } from '../test/support/text-handlers.js';
import { type Text, Texts } from '../test/support/text-service.js';
import { Channel, Code, type Interceptor, RpcError, Server } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

/** Calls next() again until it resolves or says that it cannot be called again. */
const untilSent: Interceptor = async (_call, next) => {
  for (;;) {
    try {
      return await next();
    } catch (error) {
      if (!(error as RpcError).unsent) throw error;
      await new Promise(setImmediate);
    }
  }
};

const once: Interceptor = (_call, next) => next();

const again: Interceptor = async (_call, next) => {
  try {
    return await next();
  } catch {
    return next();
  }
};

describe('a stream of requests of a client with interceptors', () => {
  it.each(['generator', 'array', 'function'])(
    'from a %s arrives whole with the first attempt that reaches a server',
    async (kind) => {
      const address = freshAddress();
      const channel = new Channel(address, { transports, interceptors: [untilSent] });
      const failures = deferred();
      let failed = 0;
      channel.on('state', (state) => {
        if (state === 'transient-failure' && ++failed === 2) failures.resolve();
      });
      let runs = 0;
      function* generator() {
        runs++;
        yield { text: '3' };
        yield { text: '4' };
      }
      const requests = {
        generator: () => generator(),
        array: () => [...generator()],
        function: () => async (send: (message: Text) => unknown) => {
          for (const message of generator()) await send(message);
        },
      }[kind] as () => Iterable<Text>;

      const joined = channel.client(Texts).join(requests());
      await failures.promise;
      const server = new Server({ transports }).add(Texts, handlers);
      await server.listen(address);

      expect(await joined).toEqual({ text: '34' });
      expect(runs).toBe(1);
      await channel.close();
      await server.close();
    },
  );

  it('makes next() reject once requests were taken from it, instead of sending none', async () => {
    let calls = 0;
    let left = 0;
    served = await serve(
      {
        async join(requests) {
          calls++;
          for await (const _ of requests) throw new RpcError(Code.ABORTED, 'midway');
          return { text: 'nothing came' };
        },
      },
      { channel: { interceptors: [again] } },
    );

    const error = await rejection(
      served.texts.join(
        (function* () {
          try {
            yield { text: '3' };
            yield { text: '4' };
          } finally {
            left++;
          }
        })(),
      ),
    );

    expect(error.message).toBe('next() of /test.Texts/Join was called after requests were taken');
    expect(error.cause).toMatchObject({ cause: { code: Code.ABORTED } });
    expect([calls, left]).toEqual([1, 1]);
  });

  it.each([
    ['is refused by an interceptor', {}, () => Promise.reject(new Error('refused'))],
    ['was over before it began', { timeoutMs: 0 }, once],
    ['finds no server', {}, again],
  ] as [string, object, Interceptor][])(
    'is left when the call ends that %s',
    async (_what, options, interceptor) => {
      const channel = new Channel(freshAddress(), { transports, interceptors: [interceptor] });
      let left = 0;
      const requests = {
        [Symbol.iterator]: () => ({
          next: () => ({ done: false as const, value: {} }),
          return() {
            left++;
            return { done: true as const, value: undefined };
          },
        }),
      };

      await rejection(channel.client(Texts).join(requests, options));

      expect(left).toBe(1);
      await channel.close();
    },
  );

  it('is mapped before its messages are written, so that a map may make calls and end its own', async () => {
    served = await serve(handlers);
    const { channel, texts } = served;
    const inner: Promise<Text>[] = [];
    const calling: Interceptor = (call, next) => {
      call.mapRequests((message) => {
        inner.push(texts.upper({ text: 'x'.repeat(50_000) }));
        return { text: `${(message as Text).text}!` };
      });
      return next();
    };
    const controller = new AbortController();
    const ending: Interceptor = (call, next) => {
      call.mapRequests((message) => {
        controller.abort();
        return message;
      });
      return next();
    };

    const joined = channel.client(Texts, { interceptors: [calling] }).join([{ text: 'a' }, { text: 'b' }]);
    const ended = rejection(
      channel.client(Texts, { interceptors: [ending] }).join([{ text: 'a' }], { signal: controller.signal }),
    );

    expect(await joined).toEqual({ text: 'a!b!' });
    expect((await Promise.all(inner)).map(({ text }) => text.length)).toEqual([50_000, 50_000]);
    expect(await ended).toMatchObject({ code: Code.CANCELLED });
    expect(await texts.upper({ text: 'a' })).toEqual({ text: 'A' });
  });
});
