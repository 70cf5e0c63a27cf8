// SPDX-License-Identifier: Apache-2.0
// Functions that send the requests of a call: order, back-pressure, misuse.
import { afterEach, describe, expect, it } from 'vitest';
import { kilobyte, mostUnread, settle } from '../test/support/back-pressure.js';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { Code, type Send } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a function as requests', () => {
  it('sends with back-pressure and half-closes when it is done', async () => {
    served = await serve({
      async join(requests) {
        let text = '';
        for await (const request of requests) text += request.text;
        return { text };
      },
    });

    const { text } = await served.texts.join(async (send) => {
      for (let i = 0; i < 3000; i++) await send({ text: `${i},` });
    });

    expect(text).toBe(Array.from({ length: 3000 }, (_, i) => `${i},`).join(''));
  });

  it('is held back by a handler that does not read', async () => {
    const release = deferred();
    served = await serve({
      async join(requests) {
        await release.promise;
        let count = 0;
        for await (const _ of requests) count++;
        return { text: String(count) };
      },
    });
    let sent = 0;
    const response = served.texts.join(async (send) => {
      for (; sent < 200; sent++) await send({ text: kilobyte });
    });
    await settle();

    expect(sent).toBeLessThan(mostUnread);
    release.resolve();
    expect(await response).toEqual({ text: '200' });
  });

  it('that rejects cancels the call with its error as the cause', async () => {
    const cause = new Error('no more paper');
    const aborted = deferred<unknown>();
    served = await serve({
      async join(requests, { signal }) {
        signal.addEventListener('abort', () => aborted.resolve(signal.reason));
        for await (const _ of requests);
        return {};
      },
    });

    const error = await rejection(
      served.texts.join(async (send) => {
        await send({ text: 'a' });
        throw cause;
      }),
    );

    expect(error).toMatchObject({ code: Code.CANCELLED, cause });
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
  });

  it('that sends what does not fit ends the call INVALID_ARGUMENT', async () => {
    served = await serve({ join: async () => new Promise(() => {}) });

    const error = await rejection(
      served.texts.join(async (send) => {
        await send({ text: 7 as unknown as string });
      }),
    );

    expect(error).toMatchObject({
      code: Code.INVALID_ARGUMENT,
      message: 'request of /test.Texts/Join: test.Text.text must be a string, not number',
    });
  });

  it('that does not wait gets ERR_SEND_PENDING, which cancels the call', async () => {
    served = await serve({ join: async () => new Promise(() => {}) });

    const error = await rejection(
      served.texts.join((send) => {
        for (;;) void send({ text: kilobyte });
      }),
    );

    expect(error).toMatchObject({ code: Code.CANCELLED, cause: { code: 'ERR_SEND_PENDING' } });
  });

  it('whose send() outlives the call gets the end of the call from it', async () => {
    served = await serve({ join: async () => ({ text: 'enough' }) });
    const kept = deferred<Send<{ text: string }>>();

    const response = await served.texts.join((send) => {
      kept.resolve(send as Send<{ text: string }>);
      return new Promise(() => {});
    });

    expect(response).toEqual({ text: 'enough' });
    const send = await kept.promise;
    expect(() => send({ text: 'more' })).toThrow(expect.objectContaining({ code: Code.CANCELLED }));
  });
});
