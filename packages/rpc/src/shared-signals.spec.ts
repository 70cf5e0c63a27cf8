// SPDX-License-Identifier: Apache-2.0
// Signals that many calls share: Node warns of none of them, and nothing is left on one afterwards.
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { Code, type Interceptor } from './index.js';

/** More than the ten from which on Node warns. */
const many = 30;

let served: Served | undefined;
let warnings: Error[] = [];
const warned = (warning: Error) => warnings.push(warning);
beforeEach(() => {
  warnings = [];
  process.on('warning', warned);
});
afterEach(async () => {
  process.off('warning', warned);
  await served?.close();
  served = undefined;
});

const passOn: Interceptor = (_call, next) => next();

/** Warnings come one tick later than what they are about. */
async function warningsSoFar(): Promise<Error[]> {
  await new Promise((resolve) => setImmediate(resolve));
  return warnings;
}

describe.each([
  ['without interceptors', []],
  ['with interceptors', [passOn]],
])('a signal shared by many calls at once, %s', (_what, interceptors) => {
  it('has one listener, then none, and nothing is warned of', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) }, { channel: { interceptors } });
    const { signal } = new AbortController();
    const { texts } = served;

    const calls = Array.from({ length: many }, (_, i) => texts.upper({ text: String(i) }, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all(calls);

    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(await warningsSoFar()).toEqual([]);
  });

  it('ends them all', async () => {
    served = await serve({ upper: () => new Promise(() => {}) }, { channel: { interceptors } });
    const controller = new AbortController();
    const { texts } = served;

    const calls = Array.from({ length: many }, () =>
      rejection(texts.upper({}, { signal: controller.signal })),
    );
    controller.abort();

    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: Code.CANCELLED });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('has no listener left when the options of a running call are changed', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) }, { channel: { interceptors } });
    const { signal } = new AbortController();
    const options: { signal: AbortSignal } = { signal };

    const call = served.texts.upper({}, options);
    options.signal = new AbortController().signal;
    await call;

    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('a signal that Memlane hands out', () => {
  it('of a call may be the parent of many, and be listened to by many', async () => {
    served = await serve({
      async upper(_request, parent) {
        await Promise.all(
          Array.from({ length: many }, () => served?.texts.count({}, { parent, onMessage() {} })),
        );
        for (let i = 0; i < many; i++) parent.signal.addEventListener('abort', () => {});
        return {};
      },
      *count() {},
    });

    await served.texts.upper({});

    expect(await warningsSoFar()).toEqual([]);
  });

  it('when the server closes may be listened to by the handlers of many calls', async () => {
    let listening = 0;
    const all = deferred();
    served = await serve({
      upper: (_request, { closing }) =>
        new Promise((resolve) => {
          closing.addEventListener('abort', () => resolve({}), { once: true });
          if (++listening === many) all.resolve();
        }),
    });
    const { texts, server } = served;
    const calls = Array.from({ length: many }, () => texts.upper({}));

    await all.promise;
    await server.close();

    await Promise.all(calls);
    expect(await warningsSoFar()).toEqual([]);
  });

  it('to an interceptor may be listened to by many', async () => {
    const listens: Interceptor = (call, next) => {
      for (let i = 0; i < many; i++) call.signal.addEventListener('abort', () => {});
      return next();
    };
    served = await serve(
      { upper: ({ text }) => ({ text }) },
      { channel: { interceptors: [listens] }, server: { interceptors: [listens] } },
    );

    await served.texts.upper({});

    expect(await warningsSoFar()).toEqual([]);
  });
});
