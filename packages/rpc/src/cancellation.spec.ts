// SPDX-License-Identifier: Apache-2.0
// Cancellation in every phase of a call, and the half-close.
import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Channel, Code } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('cancellation', () => {
  it('before the channel is connected ends the call CANCELLED; the server never sees it', async () => {
    let calls = 0;
    served = await serve({
      upper: ({ text }) => {
        calls++;
        return { text };
      },
    });
    const channel = new Channel(served.address, { transports });
    const controller = new AbortController();
    const call = rejection(channel.client(Texts).upper({}, { signal: controller.signal }));
    expect(channel.state).toBe('connecting');

    controller.abort();

    expect(await call).toMatchObject({ code: Code.CANCELLED });
    await channel.client(Texts).upper({});
    expect(calls).toBe(1);
    await channel.close();
  });

  it('while a call with waitForReady waits for a server ends it CANCELLED', async () => {
    const channel = new Channel(freshAddress(), { transports });
    const controller = new AbortController();
    const options = { signal: controller.signal, waitForReady: true };
    const call = rejection(channel.client(Texts).upper({}, options));
    await new Promise<void>((resolve) =>
      channel.on('state', (state) => state === 'transient-failure' && resolve()),
    );

    controller.abort();

    expect(await call).toMatchObject({ code: Code.CANCELLED });
    await channel.close();
  });

  it('while the call waits in line ends it; those behind it go on', async () => {
    const started = deferred();
    const release = deferred();
    const seen: string[] = [];
    served = await serve(
      {
        upper: async ({ text }) => {
          seen.push(text);
          started.resolve();
          if (text === 'first') await release.promise;
          return { text };
        },
      },
      { server: { maxStreams: 1 } },
    );
    const { texts } = served;
    const controller = new AbortController();
    const first = texts.upper({ text: 'first' });
    await started.promise;
    const second = rejection(texts.upper({ text: 'second' }, { signal: controller.signal }));
    const third = texts.upper({ text: 'third' });

    controller.abort();

    expect(await second).toMatchObject({ code: Code.CANCELLED });
    release.resolve();
    await Promise.all([first, third]);
    expect(seen).toEqual(['first', 'third']);
  });

  it('before the first response ends the stream and aborts the handler', async () => {
    const started = deferred();
    const aborted = deferred<unknown>();
    served = await serve({
      async *count(_request, context) {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        started.resolve();
        await aborted.promise;
        yield {};
      },
    });
    const controller = new AbortController();
    const first = rejection(served.texts.count({}, { signal: controller.signal }).next());
    await started.promise;

    controller.abort(new Error('enough'));

    expect(await first).toMatchObject({ code: Code.CANCELLED, cause: new Error('enough') });
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
  });

  it('in the middle of a stream ends both directions', async () => {
    const ended = deferred<unknown>();
    served = await serve({
      async *echo(requests) {
        try {
          for await (const request of requests) yield request;
        } catch (error) {
          ended.resolve(error);
          throw error;
        }
      },
    });
    const left = deferred();
    const controller = new AbortController();
    async function* requests() {
      try {
        yield { text: 'one' };
        await new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
        yield { text: 'two' };
      } finally {
        left.resolve();
      }
    }
    const responses = served.texts.echo(requests(), { signal: controller.signal });
    await responses.next();

    controller.abort();

    expect(await rejection(responses.next())).toMatchObject({ code: Code.CANCELLED });
    expect(await ended.promise).toMatchObject({ code: Code.CANCELLED });
    await left.promise;
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });

  it('after the status changes nothing', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    served = await serve({ upper: ({ text }) => ({ text }), count: () => [{ text: 'a' }, { text: 'b' }] });
    const trailers = deferred<unknown>();
    const response = served.texts.upper({ text: 'done' }, { signal });
    const responses = served.texts.count({}, { signal, onTrailers: trailers.resolve });
    await response;
    await trailers.promise;

    controller.abort();

    expect(await response).toEqual({ text: 'done' });
    expect(await responses.next()).toEqual({ done: false, value: { text: 'a' } });
    expect(await responses.next()).toEqual({ done: false, value: { text: 'b' } });
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });

  it('from within onHeaders keeps the message from being delivered', async () => {
    served = await serve({ count: () => [{ text: 'a' }] });
    const controller = new AbortController();
    const messages: unknown[] = [];

    const error = await rejection(
      served.texts.count(
        {},
        {
          signal: controller.signal,
          onHeaders: () => controller.abort(),
          onMessage: (message) => messages.push(message),
        },
      ),
    );

    expect(error).toMatchObject({ code: Code.CANCELLED });
    expect(messages).toEqual([]);
  });

  it('leaves no listener at the signal when the call has ended', async () => {
    served = await serve({ upper: () => ({}) });
    const { signal } = new AbortController();

    await served.texts.upper({}, { signal });

    expect(EventEmitter.getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('the half-close', () => {
  it('of the client lets the server go on answering', async () => {
    served = await serve({
      async *echo(requests) {
        const kept = [];
        for await (const request of requests) kept.push(request);
        for (const request of kept) yield request;
      },
    });
    const got: string[] = [];

    for await (const { text } of served.texts.echo([{ text: 'a' }, { text: 'b' }])) got.push(text);

    expect(got).toEqual(['a', 'b']);
  });

  it('at once is a stream of no requests', async () => {
    served = await serve({
      async join(requests) {
        let count = 0;
        for await (const _ of requests) count++;
        return { text: String(count) };
      },
    });

    expect(await served.texts.join([])).toEqual({ text: '0' });
  });
});
