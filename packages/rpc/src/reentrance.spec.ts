// SPDX-License-Identifier: Apache-2.0
// A getter of a request is code of the user that runs while the request is encoded into the batch: whatever it does to
// the same channel, no other call is harmed and every call settles.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { Code } from './index.js';

let served: Served;
let hanging: ReturnType<typeof deferred<AbortSignal>>;
beforeEach(async () => {
  hanging = deferred<AbortSignal>();
  served = await serve({
    upper: ({ text }, context) => {
      if (text !== 'hang') return { text: text.toUpperCase() };
      hanging.resolve(context.signal);
      return new Promise(() => {});
    },
    async *echo(texts) {
      for await (const one of texts) yield one;
    },
  });
});
afterEach(() => served.close());

/** A request whose text is read with `act` once. */
function reading(act: () => void): { text: string } {
  let done = false;
  return {
    get text() {
      if (!done) {
        done = true;
        act();
      }
      return 'outer';
    },
  };
}

const works = async (): Promise<void> =>
  expect(await served.texts.upper({ text: 'after' })).toEqual({ text: 'AFTER' });

describe('a getter of a request', () => {
  it.each([10, 40_000, 200_000])(
    'that makes a call of %d bytes: that one alone ends FAILED_PRECONDITION',
    async (bytes) => {
      const unrelated = served.texts.upper({ text: 'unrelated' });
      let nested: Promise<Error & { code?: unknown }> | undefined;

      const outer = served.texts.upper(
        reading(() => {
          nested = rejection(served.texts.upper({ text: 'x'.repeat(bytes) }));
        }),
      );

      expect(await outer).toEqual({ text: 'OUTER' });
      expect(await unrelated).toEqual({ text: 'UNRELATED' });
      expect(await nested).toMatchObject({
        code: Code.FAILED_PRECONDITION,
        unsent: true,
        message: expect.stringContaining('getter'),
      });
      await works();
    },
  );

  it('that aborts another call cancels that call and no more', async () => {
    const controller = new AbortController();
    const other = rejection(served.texts.upper({ text: 'hang' }, { signal: controller.signal }));
    const signal = await hanging.promise;

    const outer = served.texts.upper(reading(() => controller.abort()));

    expect(await outer).toEqual({ text: 'OUTER' });
    expect(await other).toMatchObject({ code: Code.CANCELLED });
    await works();
    expect(signal.aborted).toBe(true);
  });

  it('that aborts its own call ends it CANCELLED', async () => {
    const controller = new AbortController();

    const outer = served.texts.upper(
      reading(() => controller.abort()),
      { signal: controller.signal },
    );

    expect(await rejection(outer)).toMatchObject({ code: Code.CANCELLED });
    await works();
    expect(served.server.runningCalls).toBe(0);
  });

  it('that closes the channel: every call settles', async () => {
    const before = rejection(served.texts.upper({ text: 'hang' }));
    await hanging.promise;

    const outer = rejection(served.texts.upper(reading(() => void served.channel.close())));

    expect(await outer).toMatchObject({ code: Code.CANCELLED, message: expect.stringContaining('closed') });
    expect(await before).toMatchObject({ code: Code.CANCELLED });
  });

  it('of a stream that makes a call: that one alone fails, and the stream goes on', async () => {
    let nested: Promise<Error & { code?: unknown }> | undefined;
    const requests = [
      { text: 'first' },
      reading(() => {
        nested = rejection(served.texts.upper({ text: 'nested' }));
      }),
      { text: 'last' },
    ];

    const texts: string[] = [];
    for await (const { text } of served.texts.echo(requests)) texts.push(text);

    expect(texts).toEqual(['first', 'outer', 'last']);
    expect(await nested).toMatchObject({ code: Code.FAILED_PRECONDITION });
  });

  it('that throws takes its call alone', async () => {
    const outer = served.texts.upper(
      reading(() => {
        throw new Error('no text');
      }),
    );

    expect(await rejection(outer)).toMatchObject({ code: Code.INVALID_ARGUMENT });
    await works();
  });
});
