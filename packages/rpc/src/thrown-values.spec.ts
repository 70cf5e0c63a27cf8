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

describe('a handler', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'throws a revoked proxy',
      () => {
        throw revoked();
      },
      /a value that is no Error was thrown/,
    ],
    ['rejects with a revoked proxy', () => Promise.reject(revoked()), /a value that is no Error was thrown/],
    ['returns a revoked proxy', () => revoked(), /revoked/],
    ['resolves with a revoked proxy', async () => revoked(), /revoked/],
    [
      'throws an Error without a readable message',
      () => {
        throw failingGetter(new Error(), 'message');
      },
      /a value that is no Error was thrown/,
    ],
    ['returns what fails when asked for then()', () => failingGetter({}, 'then'), /no then/],
  ])('that %s ends its call UNKNOWN, with and without interceptors', async (_what, wrong, text) => {
    for (const interceptors of [[], [passOn]]) {
      served = await serve(
        { upper: (({ text: asked }) => (asked === 'ok' ? { text: asked } : wrong())) as Upper },
        { server: { interceptors } },
      );

      expect(await rejection(served.texts.upper({ text: 'wrong' }))).toMatchObject({
        code: Code.UNKNOWN,
        message: expect.stringMatching(text),
      });
      expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
      expect(served.server.runningCalls).toBe(0);
      await served.close();
    }
  });

  it('whose response fails when it is encoded ends its call INTERNAL', async () => {
    served = await serve({ upper: (() => failingGetter({}, 'text')) as unknown as Upper });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.INTERNAL,
      message: 'response of /test.Texts/Upper: no text',
    });
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
});
