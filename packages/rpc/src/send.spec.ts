// SPDX-License-Identifier: Apache-2.0
// send() of handlers: order, back-pressure, misuse.
import { afterEach, describe, expect, it } from 'vitest';
import { kilobyte, mostUnread, settle } from '../test/support/back-pressure.js';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { Code, type Send } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('send() of a handler', () => {
  it('delivers in order, without a promise while there is credit, and the trailers behind', async () => {
    let promises = 0;
    served = await serve({
      async count({ text }, { send, trailers }) {
        for (let i = 0; i < Number(text); i++) {
          const credit = send({ text: String(i) });
          if (credit === undefined) continue;
          promises++;
          await credit;
        }
        trailers.set('sent', text);
      },
    });
    const got: string[] = [];
    let sent: unknown;

    for await (const { text } of served.texts.count(
      { text: '5000' },
      {
        onTrailers: (trailers) => {
          sent = trailers.get('sent');
        },
      },
    ))
      got.push(text);

    expect(got).toEqual(Array.from({ length: 5000 }, (_, i) => String(i)));
    expect(sent).toBe('5000');
    expect(promises).toBeLessThan(500);
  });

  it('waits for credit while nobody reads, and goes on when somebody does', async () => {
    let sent = 0;
    served = await serve({
      async count(_request, { send }) {
        for (; sent < 500; sent++) await send({ text: kilobyte });
      },
    });
    const responses = served.texts.count({});
    await settle();
    expect(sent).toBeGreaterThan(50);
    expect(sent).toBeLessThan(mostUnread);

    let got = 0;
    for await (const _ of responses) got++;

    expect(got).toBe(500);
  });

  it('throws ERR_SEND_PENDING to a handler that does not wait, so an unread stream stays bounded', async () => {
    let sent = 0;
    served = await serve({
      async count(_request, { send }) {
        for (;;) {
          void send({ text: kilobyte });
          sent++;
        }
      },
    });
    const responses = served.texts.count({});
    await settle();

    let got = 0;
    const error = await rejection(
      (async () => {
        for await (const _ of responses) got++;
      })(),
    );

    expect(error).toMatchObject({
      code: Code.UNKNOWN,
      message:
        'send() of /test.Texts/Count was called while the one before waits for credit; await what send() returns',
    });
    expect(got).toBe(sent);
    expect(sent).toBeLessThan(mostUnread);
  });

  it('throws the reason of the abort once the client has cancelled, whether it waits or not', async () => {
    const reasons = [deferred<unknown>(), deferred<unknown>()];
    served = await serve({
      async count(_request, { send }) {
        try {
          for (;;) await send({ text: kilobyte });
        } catch (error) {
          reasons[0]?.resolve(error);
        }
        try {
          send({ text: 'once more' });
        } catch (error) {
          reasons[1]?.resolve(error);
        }
      },
    });
    const responses = served.texts.count({});
    await responses.next();

    await responses.return?.();

    for (const { promise } of reasons) expect(await promise).toMatchObject({ code: Code.CANCELLED });
  });

  it('that nobody waits for is no unhandled rejection when the client cancels', async () => {
    const aborted = deferred<unknown>();
    served = await serve({
      async count(_request, { send, signal }) {
        signal.addEventListener('abort', aborted.resolve);
        let credit: unknown;
        while (credit === undefined) credit = send({ text: kilobyte });
        await aborted.promise;
      },
      upper: ({ text }) => ({ text }),
    });
    const responses = served.texts.count({});
    await settle();

    await responses.return?.();
    await aborted.promise;

    expect(await served.texts.upper({ text: 'alive' })).toEqual({ text: 'alive' });
  });

  it('refuses what does not fit; the handler may go on', async () => {
    let refused: unknown;
    served = await serve({
      async count(_request, { send }) {
        try {
          await send({ text: 5 as unknown as string });
        } catch (error) {
          refused = error;
        }
        await send({ text: 'good' });
      },
    });

    expect(await served.texts.count({}).next()).toEqual({ done: false, value: { text: 'good' } });
    expect(refused).toMatchObject({
      code: Code.INTERNAL,
      message: expect.stringContaining('must be a string, not number'),
    });
  });

  it('answers requests of a bidi stream', async () => {
    served = await serve({
      async echo(requests, { send }) {
        for await (const { text } of requests) await send({ text: text.toUpperCase() });
      },
    });
    const got: string[] = [];

    for await (const { text } of served.texts.echo([{ text: 'a' }, { text: 'b' }])) got.push(text);

    expect(got).toEqual(['A', 'B']);
  });

  it('is not for methods with one response', async () => {
    served = await serve({
      upper(request, context) {
        (context as unknown as { send: Send<unknown> }).send({ text: 'one' });
        return request;
      },
    });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.UNKNOWN,
      message: '/test.Texts/Upper has one response: return it',
    });
  });

  it('carries messages larger than the credit, with a large window, too', async () => {
    const text = 'y'.repeat(300_000);
    for (const initialCreditBytes of [1024, 64 * 1024, 4 * 1024 * 1024]) {
      served = await serve(
        {
          async count(_request, { send }) {
            for (let i = 0; i < 20; i++) await send({ text });
          },
        },
        { channel: { initialCreditBytes } },
      );
      let got = 0;

      for await (const response of served.texts.count({})) got += response.text.length;

      expect(got).toBe(20 * 300_000);
      await served.close();
    }
  });
});
