// SPDX-License-Identifier: Apache-2.0
// The four kinds of methods, over the memory transport.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { Code } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a unary call', () => {
  it('resolves with the response', async () => {
    served = await serve({ upper: ({ text }) => ({ text: text.toUpperCase() }) });

    expect(await served.texts.upper({ text: 'ada' })).toEqual({ text: 'ADA' });
  });

  it('takes a handler that returns a promise', async () => {
    served = await serve({ upper: async ({ text }) => ({ text: text.toUpperCase() }) });

    expect(await served.texts.upper({ text: 'ada' })).toEqual({ text: 'ADA' });
  });

  it('carries 4 MiB both ways', async () => {
    served = await serve({ upper: ({ text }) => ({ text: text.toUpperCase() }) });
    const text = 'x'.repeat(4 * 1024 * 1024 - 8);

    expect((await served.texts.upper({ text })).text).toBe(text.toUpperCase());
  });

  it('carries 10,000 calls at once, more than run at a time', async () => {
    served = await serve({ upper: async ({ text }) => ({ text }) });
    const { texts } = served;

    const responses = await Promise.all(
      Array.from({ length: 10_000 }, (_, i) => texts.upper({ text: String(i) })),
    );

    expect(responses.map(({ text }) => text)).toEqual(Array.from({ length: 10_000 }, (_, i) => String(i)));
    expect(served.server.runningCalls).toBe(0);
  });
});

describe('a server-streaming call', () => {
  it('iterates over the responses in order', async () => {
    served = await serve({
      async *count({ text }) {
        for (let i = 0; i < Number(text); i++) yield { text: String(i) };
      },
    });

    const got: string[] = [];
    for await (const { text } of served.texts.count({ text: '3000' })) got.push(text);

    expect(got).toEqual(Array.from({ length: 3000 }, (_, i) => String(i)));
  });

  it('cancels the call when the loop is left early', async () => {
    const aborted = deferred<unknown>();
    served = await serve({
      async *count(_request, context) {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        for (let i = 0; ; i++) yield { text: String(i) };
      },
    });

    for await (const _ of served.texts.count({})) break;

    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
  });

  it('holds the handler back while nobody reads', async () => {
    let sent = 0;
    const reached = deferred();
    served = await serve({
      async *count() {
        for (;;) {
          yield { text: 'x'.repeat(1000) };
          sent++;
          if (sent === 60) reached.resolve();
        }
      },
    });
    const responses = served.texts.count({});

    await reached.promise;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);

    // 256 KiB of credit at about 1,019 bytes each, and a few that wait at the handler's side.
    expect(sent).toBeLessThan(262);
    await responses.return?.();
  });
});

describe('a client-streaming call', () => {
  it('gives the handler all requests and resolves with its one response', async () => {
    served = await serve({
      async join(requests) {
        let text = '';
        for await (const request of requests) text += request.text;
        return { text };
      },
    });

    const { text } = await served.texts.join(Array.from({ length: 2000 }, (_, i) => ({ text: `${i},` })));

    expect(text).toBe(Array.from({ length: 2000 }, (_, i) => `${i},`).join(''));
  });

  it('leaves the iterable when the server answers early', async () => {
    const left = deferred();
    served = await serve({ join: async () => ({ text: 'enough' }) });

    async function* endless() {
      try {
        for (;;) {
          yield { text: 'more' };
          await new Promise(setImmediate);
        }
      } finally {
        left.resolve();
      }
    }

    expect(await served.texts.join(endless())).toEqual({ text: 'enough' });
    await left.promise;
  });

  it('fails CANCELLED with the cause when the iterable throws', async () => {
    const cancelled = deferred<unknown>();
    served = await serve({
      async join(requests, context) {
        context.signal.addEventListener('abort', () => cancelled.resolve(context.signal.reason));
        for await (const _ of requests);
        return {};
      },
    });
    const cause = new Error('no more paper');

    const error = await rejection(
      served.texts.join(
        (async function* () {
          yield { text: 'a' };
          throw cause;
        })(),
      ),
    );

    expect(error).toMatchObject({ code: Code.CANCELLED, cause });
    expect(await cancelled.promise).toMatchObject({ code: Code.CANCELLED });
  });
});

describe('a bidi-streaming call', () => {
  it('answers each request while others still come', async () => {
    served = await serve({
      async *echo(requests) {
        for await (const { text } of requests) yield { text: text.toUpperCase() };
      },
    });
    const turns = [deferred(), deferred(), deferred()];

    async function* requests() {
      for (const [i, turn] of turns.entries()) {
        yield { text: `m${i}` };
        await turn.promise;
      }
    }

    const got: string[] = [];
    for await (const { text } of served.texts.echo(requests())) {
      turns[got.length]?.resolve();
      got.push(text);
    }
    expect(got).toEqual(['M0', 'M1', 'M2']);
  });
});
