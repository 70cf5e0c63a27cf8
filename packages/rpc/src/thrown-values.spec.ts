// SPDX-License-Identifier: Apache-2.0
// Values that fail when they are looked at: thrown, returned or rejected with by a handler, and thrown by a request. The
// call ends with a code, nothing is uncaught, and the next call works.
import { afterEach, describe, expect, it } from 'vitest';
import { rejection, type Served, serve } from '../test/support/served.js';
import type { Texts } from '../test/support/text-service.js';
import { Code, type Handlers, type Interceptor, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

type Upper = NonNullable<Handlers<typeof Texts>['upper']>;
type Count = NonNullable<Handlers<typeof Texts>['count']>;

const passOn: Interceptor = (_call, next) => next();

/** Whatever is done with it throws. */
function revoked(): Record<string, never> {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function failingGetter(target: object, name: string): object {
  return Object.defineProperty(target, name, {
    get() {
      throw new Error(`no ${name}`);
    },
  });
}

/** Fails when asked whether it has something. */
function hiding(): object {
  return new Proxy(
    { text: 'a' },
    {
      has() {
        throw new Error('hidden');
      },
    },
  );
}

/** An RpcError whose `message` cannot be read. */
class Unreadable extends RpcError {
  constructor() {
    super(Code.NOT_FOUND, 'text');
    failingGetter(this, 'message');
  }
}

function thrown(value: unknown): () => never {
  return () => {
    throw value;
  };
}

const noError = /^a value that is no Error was thrown/;

describe('a handler', () => {
  it.each<[string, () => unknown, Code, RegExp]>([
    ['throws a revoked proxy', thrown(revoked()), Code.UNKNOWN, noError],
    ['rejects with a revoked proxy', () => Promise.reject(revoked()), Code.UNKNOWN, noError],
    [
      'throws an Error without a readable message',
      thrown(failingGetter(new Error(), 'message')),
      Code.UNKNOWN,
      noError,
    ],
    [
      'throws an Error whose message is a symbol',
      thrown(Object.assign(new Error(), { message: Symbol('odd') })),
      Code.UNKNOWN,
      /^Symbol\(odd\)$/,
    ],
    [
      'rejects with an Error whose message is a symbol',
      async () => thrown(Object.assign(new Error(), { message: Symbol('odd') }))(),
      Code.UNKNOWN,
      /^Symbol\(odd\)$/,
    ],
    ['throws an RpcError without a readable message', thrown(new Unreadable()), Code.UNKNOWN, noError],
    [
      'throws an RpcError whose message is a number',
      thrown(Object.assign(new RpcError(Code.NOT_FOUND, ''), { message: 42 })),
      Code.UNKNOWN,
      /^42$/,
    ],
    [
      'throws an RpcError whose metadata were replaced',
      thrown(Object.assign(new RpcError(Code.NOT_FOUND, 'text'), { metadata: { a: 'b' } })),
      Code.UNKNOWN,
      /^text$/,
    ],
    ['throws the prototype of RpcError', thrown(RpcError.prototype), Code.UNKNOWN, /./],
    ['returns a revoked proxy', () => revoked(), Code.INTERNAL, /^response of .*revoked/],
    ['resolves with a revoked proxy', async () => revoked(), Code.UNKNOWN, /revoked/],
    [
      'returns what fails when asked for then()',
      () => failingGetter({}, 'then'),
      Code.INTERNAL,
      /^response of .*: no then$/,
    ],
    ['returns a proxy that hides what it has', () => hiding(), Code.INTERNAL, /^response of .*: hidden$/],
    [
      'resolves with a proxy that hides what it has',
      async () => hiding(),
      Code.INTERNAL,
      /^response of .*: hidden$/,
    ],
  ])('that %s ends its call with a code, with and without interceptors', async (_what, wrong, code, text) => {
    for (const interceptors of [[], [passOn]]) {
      served = await serve(
        { upper: (({ text: asked }) => (asked === 'ok' ? { text: asked } : wrong())) as Upper },
        { server: { interceptors } },
      );

      expect(await rejection(served.texts.upper({ text: 'wrong' }))).toMatchObject({
        code,
        message: expect.stringMatching(text),
      });
      expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
      expect(served.server.runningCalls).toBe(0);
      await served.close();
    }
  });

  it.each<[string, () => unknown]>([
    ['returns a revoked proxy', () => revoked()],
    ['returns what fails when asked for then()', () => failingGetter({}, 'then')],
    ['resolves with a proxy that hides what it has', async () => hiding()],
  ])('of a stream that %s ends its call INTERNAL', async (_what, wrong) => {
    served = await serve({ count: wrong as Count });

    expect(await rejection(served.texts.count({}).next())).toMatchObject({
      code: Code.INTERNAL,
      message: expect.stringMatching(/^response of \/test.Texts\/Count: /),
    });
    expect(served.server.runningCalls).toBe(0);
  });

  it('whose response fails when it is encoded ends its call INTERNAL', async () => {
    served = await serve({ upper: (() => failingGetter({}, 'text')) as unknown as Upper });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.INTERNAL,
      message: 'response of /test.Texts/Upper: no text',
    });
  });
});

describe('onMessage', () => {
  it('that returns what fails when asked for then() ends its call CANCELLED with the cause', async () => {
    served = await serve({
      *count() {
        yield { text: 'a' };
        yield { text: 'b' };
      },
    });
    let calls = 0;

    const error = await rejection(
      served.texts.count(
        {},
        {
          onMessage: () => {
            calls++;
            return failingGetter({}, 'then');
          },
        },
      ),
    );

    expect(error).toMatchObject({
      code: Code.CANCELLED,
      message: 'onMessage of /test.Texts/Count failed: no then',
      cause: { message: 'no then' },
    });
    expect(calls).toBe(1);
  });
});

describe('a request', () => {
  it('that throws a revoked proxy when it is encoded is INVALID_ARGUMENT', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    const request = Object.defineProperty({}, 'text', {
      get() {
        throw revoked();
      },
    });

    expect(await rejection(served.texts.upper(request))).toMatchObject({ code: Code.INVALID_ARGUMENT });
    expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
  });
});

describe('RpcError.from()', () => {
  it('wraps a revoked proxy as the cause', () => {
    const thrown = revoked();

    const error = RpcError.from(thrown);

    expect(error.code).toBe(Code.UNKNOWN);
    expect(error.cause === thrown).toBe(true);
  });

  it('never throws, nor returns what a call cannot end with', () => {
    for (const odd of [new Unreadable(), RpcError.prototype, hiding(), Symbol('odd'), null]) {
      const error = RpcError.from(odd);

      expect(error).toMatchObject({ code: Code.UNKNOWN, message: expect.any(String) });
      expect(error.cause === odd || odd === null).toBe(true);
    }
  });
});

describe('an RpcError', () => {
  it('made with metadata of another kind is a TypeError with a code', () => {
    expect(() => new RpcError(Code.NOT_FOUND, 'text', { metadata: { a: 'b' } as never })).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARG_TYPE',
        message: 'metadata of an RpcError must be a Metadata, not Object',
      }),
    );
  });
});
