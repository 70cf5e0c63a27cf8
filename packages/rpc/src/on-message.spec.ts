// SPDX-License-Identifier: Apache-2.0
// Responses by callback: order, back-pressure, misuse.
import { afterEach, describe, expect, it } from 'vitest';
import { kilobyte, mostUnread, settle } from '../test/support/back-pressure.js';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { type CallbackOptions, type CallOptions, Code, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('onMessage', () => {
  it('is called with every response in order; the promise resolves after the last', async () => {
    served = await serve({
      *count({ text }) {
        for (let i = 0; i < Number(text); i++) yield { text: String(i) };
      },
    });
    const got: string[] = [];

    const result = await served.texts.count(
      { text: '5000' },
      { onMessage: ({ text }) => void got.push(text) },
    );

    expect(result).toBeUndefined();
    expect(got).toEqual(Array.from({ length: 5000 }, (_, i) => String(i)));
  });

  it('that returns a promise is called for one response at a time and holds the server back', async () => {
    let sent = 0;
    served = await serve({
      *count() {
        for (; sent < 300; sent++) yield { text: kilobyte };
      },
    });
    const first = deferred();
    let running = 0;
    let most = 0;
    let got = 0;
    const done = served.texts.count(
      {},
      {
        onMessage: async () => {
          most = Math.max(most, ++running);
          got++;
          await first.promise;
          running--;
        },
      },
    );
    await settle();
    expect(got).toBe(1);
    expect(sent).toBeLessThan(mostUnread);

    first.resolve();
    await done;

    expect(got).toBe(300);
    expect(most).toBe(1);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('cannot take it');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('cannot take it'))],
  ])('that %s cancels the call with its error as the cause', async (_what, onMessage) => {
    const aborted = deferred<unknown>();
    served = await serve({
      async count(_request, { send, signal }) {
        signal.addEventListener('abort', () => aborted.resolve(signal.reason));
        for (;;) await send({ text: kilobyte });
      },
    });

    const error = await rejection(served.texts.count({}, { onMessage }));

    expect(error).toMatchObject({ code: Code.CANCELLED, cause: new Error('cannot take it') });
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
  });

  it('gets what came before an error', async () => {
    served = await serve({
      *count() {
        yield { text: 'a' };
        yield { text: 'b' };
        throw new RpcError(Code.DATA_LOSS, 'torn');
      },
    });
    const got: string[] = [];

    const error = await rejection(
      served.texts.count(
        {},
        {
          onMessage: async ({ text }) => {
            await settle();
            got.push(text);
          },
        },
      ),
    );

    expect(error).toMatchObject({ code: Code.DATA_LOSS, message: 'torn' });
    expect(got).toEqual(['a', 'b']);
  });

  it('that never comes back does not keep a deadline from ending the call', async () => {
    served = await serve({
      async *count() {
        yield {};
        await new Promise(() => {});
      },
    });

    const error = await rejection(
      served.texts.count({}, { timeoutMs: 20, onMessage: () => new Promise(() => {}) }),
    );

    expect(error).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
  });

  it('that is no function is a TypeError', async () => {
    served = await serve({});
    const { texts } = served;

    expect(() => texts.count({}, { onMessage: 5 as never })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });

  it('takes the responses of a bidi call while its function still sends', async () => {
    served = await serve({
      async *echo(requests) {
        yield* requests;
      },
    });
    const turns = [deferred(), deferred(), deferred()];
    const got: string[] = [];

    await served.texts.echo(
      async (send) => {
        for (const [i, turn] of turns.entries()) {
          await send({ text: `m${i}` });
          await turn.promise;
        }
      },
      {
        onMessage({ text }) {
          turns[got.length]?.resolve();
          got.push(text);
        },
      },
    );

    expect(got).toEqual(['m0', 'm1', 'm2']);
  });
});

describe('the type of options', () => {
  it('that may have onMessage fits no call: the result would be one or the other', async () => {
    served = await serve({ *count() {} });
    const { texts } = served;
    const maybe: { onMessage?: () => void; timeoutMs?: number } = {};
    const callback: CallbackOptions<unknown> = { onMessage() {} };

    // @ts-expect-error an iterator or a promise
    texts.count({}, maybe);
    // @ts-expect-error they are not the options of an iterator
    const options: CallOptions = callback;
    const done: Promise<void> = texts.count({}, callback);
    const iterator: AsyncIterableIterator<unknown> = texts.count({}, { onMessage: undefined });

    expect(options).toBe(callback);
    expect(await done).toBeUndefined();
    expect(await iterator.next()).toMatchObject({ done: true });
  });
});
