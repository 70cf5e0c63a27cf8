// SPDX-License-Identifier: Apache-2.0
// What handlers, encoders and peers do wrong: one code for each, and the next call works. The table is in the README.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { RawTexts, Texts } from '../test/support/text-service.js';
import { Channel, Code, type Handlers, RpcError, Server } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

type Upper = NonNullable<Handlers<typeof Texts>['upper']>;

/** Calls `upper` of a handler that is wrong unless asked for "ok"; the error of the first, then the second must work. */
async function outcomeOf(wrong: () => unknown): Promise<Error & { code?: unknown }> {
  served = await serve({ upper: (({ text }) => (text === 'ok' ? { text } : wrong())) as Upper });
  const error = await rejection(served.texts.upper({ text: 'wrong' }));
  expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
  expect(served.server.runningCalls).toBe(0);
  return error;
}

describe('a unary handler', () => {
  it.each<[string, () => unknown, Code, RegExp]>([
    [
      'throws an Error',
      () => {
        throw new Error('broken');
      },
      Code.UNKNOWN,
      /^broken$/,
    ],
    [
      'throws null',
      () => {
        throw null;
      },
      Code.UNKNOWN,
      /null/,
    ],
    ['rejects', () => Promise.reject(new Error('later')), Code.UNKNOWN, /^later$/],
    ['rejects with undefined', () => Promise.reject(undefined), Code.UNKNOWN, /undefined/],
    [
      'throws what cannot be made a string',
      () => {
        throw Object.create(null);
      },
      Code.UNKNOWN,
      /a value that is no Error/,
    ],
    [
      'throws OK',
      () => {
        throw new RpcError(Code.OK, 'fine?');
      },
      Code.UNKNOWN,
      /fine\?/,
    ],
    [
      'throws a number that is no code',
      () => {
        throw new RpcError(99 as Code, 'odd');
      },
      Code.UNKNOWN,
      /odd/,
    ],
    ['returns undefined', () => undefined, Code.INTERNAL, /response of \/test.Texts\/Upper/],
    ['resolves with null', async () => null, Code.INTERNAL, /response of \/test.Texts\/Upper/],
    ['returns what does not fit its type', () => ({ text: 5 }), Code.INTERNAL, /must be a string/],
    [
      'returns two responses',
      () => [{ text: 'a' }, { text: 'b' }],
      Code.INTERNAL,
      /returned an iterable; it has one response/,
    ],
    [
      'is a generator',
      async function* () {
        yield { text: 'a' };
      },
      Code.INTERNAL,
      /returned an iterable; it has one response/,
    ],
    [
      'gives a thenable that throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: that is what is tested
        then() {
          throw new Error('not thenable after all');
        },
      }),
      Code.UNKNOWN,
      /not thenable after all/,
    ],
  ])('that %s', async (_what, wrong, code, text) => {
    expect(await outcomeOf(wrong)).toMatchObject({ code, message: expect.stringMatching(text) });
  });

  it('that never settles ends DEADLINE_EXCEEDED with its deadline, and is aborted', async () => {
    const aborted = deferred<unknown>();
    served = await serve({
      upper: ({ text }, context) => {
        if (text === 'ok') return { text };
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        return new Promise(() => {});
      },
    });

    const error = await rejection(served.texts.upper({}, { timeoutMs: 20 }));

    expect(error).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
    expect(await aborted.promise).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
    expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
  });

  it('that answers after the cancellation changes nothing', async () => {
    const started = deferred();
    const answer = deferred();
    served = await serve({
      upper: async ({ text }) => {
        if (text === 'ok') return { text };
        started.resolve();
        await answer.promise;
        return { text: 'too late' };
      },
    });
    const controller = new AbortController();
    const call = rejection(served.texts.upper({}, { signal: controller.signal }));
    await started.promise;

    controller.abort();
    answer.resolve();

    expect(await call).toMatchObject({ code: Code.CANCELLED });
    expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
  });
});

describe('a streaming handler', () => {
  it.each<[string, () => unknown, Code, RegExp]>([
    ['returns undefined', () => undefined, Code.INTERNAL, /returned nothing that can be iterated over/],
    ['returns a number', () => 5, Code.INTERNAL, /returned nothing that can be iterated over/],
    ['resolves with a message', async () => ({ text: 'a' }), Code.INTERNAL, /returned nothing/],
    ['rejects', async () => Promise.reject(new Error('no stream')), Code.UNKNOWN, /^no stream$/],
    ['yields what does not fit', () => [{ text: 5 }], Code.INTERNAL, /must be a string/],
    [
      'gives an iterable that throws when asked',
      () => ({
        [Symbol.asyncIterator]() {
          throw new Error('no iterator');
        },
      }),
      Code.UNKNOWN,
      /^no iterator$/,
    ],
  ])('that %s', async (_what, wrong, code, text) => {
    served = await serve({
      count: (({ text: asked }: { text: string }) => (asked === 'ok' ? [] : wrong())) as never,
    });

    expect(await rejection(served.texts.count({}).next())).toMatchObject({
      code,
      message: expect.stringMatching(text),
    });
    expect(await served.texts.count({ text: 'ok' }).next()).toEqual({ done: true, value: undefined });
  });

  it('that yields after the cancellation, and fails while it is left, changes nothing', async () => {
    const left = deferred();
    served = await serve({
      async *count({ text }, context) {
        if (text === 'ok') return;
        try {
          yield { text: 'one' };
          await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
          yield { text: 'after the cancellation' };
        } finally {
          left.resolve();
          // biome-ignore lint/correctness/noUnsafeFinally: the server must live through it
          throw new Error('failed while it was left');
        }
      },
    });
    const responses = served.texts.count({});
    await responses.next();

    await responses.return?.();
    await left.promise;

    expect(await served.texts.count({ text: 'ok' }).next()).toEqual({ done: true, value: undefined });
  });

  it('that waits for an event is left at once when the client cancels', async () => {
    const left = deferred();
    served = await serve({
      count: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise<never>(() => {}),
          return: async () => {
            left.resolve();
            return { done: true, value: undefined };
          },
        }),
      }),
    });
    const controller = new AbortController();
    const first = rejection(served.texts.count({}, { signal: controller.signal }).next());
    await expect.poll(() => served?.server.runningCalls).toBe(1);

    controller.abort();

    expect(await first).toMatchObject({ code: Code.CANCELLED });
    await left.promise;
  });
});

describe('a peer that breaks the rules of a method', () => {
  /** A server of bytes under the paths of Texts. */
  async function rawServer(
    handlers: Handlers<typeof RawTexts>,
  ): Promise<{ texts: Served['texts']; close(): Promise<void> }> {
    const address = freshAddress();
    const server = new Server({ transports }).add(RawTexts, handlers);
    await server.listen(address);
    const channel = new Channel(address, { transports });
    return {
      texts: channel.client(Texts),
      async close() {
        await channel.close();
        await server.close({ graceMs: 0 });
      },
    };
  }

  it.each<[string, Uint8Array[], RegExp]>([
    ['a response that does not decode', [Uint8Array.of(0x0a, 0xff)], /response of .* does not decode/],
    ['two responses', [new Uint8Array(0), new Uint8Array(0)], /got more than one response/],
    ['OK without a response', [], /ended OK without a response/],
  ])('is INTERNAL for the client of a unary call with %s', async (_what, responses, text) => {
    let next = responses;
    const { texts, close } = await rawServer({ upper: () => next });

    expect(await rejection(texts.upper({}))).toMatchObject({
      code: Code.INTERNAL,
      message: expect.stringMatching(text),
    });
    next = [new Uint8Array(0)];
    expect(await texts.upper({})).toEqual({ text: '' });
    await close();
  });

  it('cancels a stream whose response does not decode', async () => {
    const aborted = deferred<unknown>();
    const { texts, close } = await rawServer({
      async *count(_requests, context) {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        yield Uint8Array.of(0x0a, 0xff);
        await aborted.promise;
      },
    });

    expect(await rejection(texts.count({}).next())).toMatchObject({ code: Code.INTERNAL });
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
    await close();
  });

  it.each<[string, Uint8Array[], RegExp]>([
    ['a request that does not decode', [Uint8Array.of(0x0a, 0xff)], /request of .* does not decode/],
    ['two requests', [new Uint8Array(0), new Uint8Array(0)], /got more than one request/],
    ['no request', [], /got no request/],
  ])('is INTERNAL for the caller with %s; the handler is not called', async (_what, requests, text) => {
    let calls = 0;
    served = await serve({
      upper: () => {
        calls++;
        return {};
      },
    });
    const rawTexts = served.channel.client(RawTexts);

    expect(await rejection(rawTexts.upper(requests).next())).toMatchObject({
      code: Code.INTERNAL,
      message: expect.stringMatching(text),
    });
    expect(calls).toBe(0);
    await served.texts.upper({});
    expect(calls).toBe(1);
  });
});
