// SPDX-License-Identifier: Apache-2.0
// What a handler can know of its server: which services it has, and that it is closing.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, type Served, serve, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Code, Server } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('context.closing', () => {
  it('lets a stream without an end finish as soon as the server begins to close', async () => {
    served = await serve({
      async *count(_request, { closing, signal }) {
        yield { text: 'begun' };
        await new Promise((resolve) => closing.addEventListener('abort', resolve));
        yield { text: String(signal.aborted) };
      },
    });
    const texts = served.texts.count({});
    expect(await texts.next()).toMatchObject({ value: { text: 'begun' } });

    const closed = served.server.close({ graceMs: Number.POSITIVE_INFINITY });

    expect(await texts.next()).toMatchObject({ value: { text: 'false' } });
    expect(await texts.next()).toMatchObject({ done: true });
    await closed;
  });

  it('says UNAVAILABLE as its reason, and is the same for every call', async () => {
    const signals: AbortSignal[] = [];
    const begun = deferred();
    served = await serve({
      upper: (_request, { closing }) => {
        signals.push(closing);
        if (signals.length === 2) begun.resolve();
        return new Promise((resolve) => closing.addEventListener('abort', () => resolve({})));
      },
    });
    const calls = [served.texts.upper({}), served.texts.upper({})];
    await begun.promise;
    expect(signals[0]!.aborted).toBe(false);

    await served.server.close();

    await Promise.all(calls);
    expect(signals[0]!.reason).toMatchObject({ code: Code.UNAVAILABLE });
    expect(signals[1]).toBe(signals[0]);
  });
});

describe('Server.services', () => {
  it('lists what was added, in that order', async () => {
    const server = new Server({ transports });
    expect(server.services).toEqual([]);
    const other = { typeName: 'test.Other', methods: {} };

    server.add(Texts, {}).add(other, {});
    expect(() => server.add(Texts, {})).toThrow('service test.Texts was added before');

    expect(server.services).toEqual([Texts, other]);
    await server.close();
  });
});
