// SPDX-License-Identifier: Apache-2.0
// Iterators of responses that nobody holds any more: their calls are cancelled when they are collected.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, type Served, serve } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Code, type Interceptor } from './index.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function collectUntil(done: () => boolean): Promise<void> {
  await expect
    .poll(
      async () => {
        collectGarbage();
        await new Promise(setImmediate);
        return done();
      },
      { timeout: 8000, interval: 10 },
    )
    .toBe(true);
}

describe('an iterator of responses that is dropped', () => {
  it.each([
    ['0 responses', 0, []],
    ['1 response', 1, []],
    ['1 response, with interceptors,', 1, [(_call, next) => next()]],
  ] as [string, number, Interceptor[]][])(
    'after %s cancels its call once it is collected',
    async (_what, taken, interceptors) => {
      const reason = deferred<unknown>();
      let over = false;
      served = await serve({
        async count(_request, { send, signal }) {
          signal.addEventListener('abort', () => {
            over = true;
            reason.resolve(signal.reason);
          });
          for (;;) await send({ text: 'x'.repeat(1000) });
        },
      });
      // In a function of its own, so that no variable of the test holds the iterator.
      await (async (texts) => {
        const responses = texts.count({});
        for (let i = 0; i < taken; i++) await responses.next();
      })(served.channel.client(Texts, { interceptors }));

      await collectUntil(() => over);

      expect(await reason.promise).toMatchObject({ code: Code.CANCELLED });
      expect(served.server.runningCalls).toBe(0);
    },
  );

  it('still gets what its last next() waits for', async () => {
    const release = deferred();
    let over = false;
    served = await serve({
      async *count(_request, { signal }) {
        signal.addEventListener('abort', () => {
          over = true;
        });
        await release.promise;
        yield { text: 'waited for' };
        await new Promise(() => {});
      },
    });
    const next = ((texts) => texts.count({}).next())(served.texts);
    for (let i = 0; i < 20; i++) {
      collectGarbage();
      await new Promise(setImmediate);
    }
    expect(over).toBe(false);

    release.resolve();

    expect(await next).toEqual({ done: false, value: { text: 'waited for' } });
    await collectUntil(() => over);
  });

  it('does not end a loop that waits for a slow server', async () => {
    const release = deferred();
    served = await serve({
      async *count() {
        yield { text: 'a' };
        await release.promise;
        yield { text: 'b' };
      },
    });
    const got: string[] = [];
    const first = deferred();
    const loop = (async (texts) => {
      for await (const { text } of texts.count({})) {
        got.push(text);
        first.resolve();
      }
    })(served.texts);
    await first.promise;
    for (let i = 0; i < 20; i++) {
      collectGarbage();
      await new Promise(setImmediate);
    }

    release.resolve();
    await loop;

    expect(got).toEqual(['a', 'b']);
  });
});
