// SPDX-License-Identifier: Apache-2.0
// Wrong arguments and messages above the limits, over the memory transport.
import { afterEach, describe, expect, it } from 'vitest';
import { rejection, type Served, serve } from '../test/support/served.js';
import { Code } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a wrong argument', () => {
  it.each([
    ['timeoutMs', { timeoutMs: '5' }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
    ['signal', { signal: {} }],
    ['onHeaders', { onHeaders: 1 }],
    ['onTrailers', { onTrailers: 'x' }],
    ['metadata', { metadata: 5 }],
  ])('for %s is a TypeError with a code, thrown at once', async (name, options) => {
    served = await serve({ upper: () => ({}) });
    const { texts } = served;

    expect(() => texts.upper({}, options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE', message: expect.stringContaining(name) }),
    );
  });

  it('says which value it is', async () => {
    served = await serve({ upper: () => ({}) });
    const { texts, server } = served;

    expect(() => texts.upper({}, { timeoutMs: Number.NaN })).toThrow(
      'timeoutMs must be a number of milliseconds, not NaN',
    );
    for (const graceMs of [-5, Number.NaN]) {
      expect(() => server.close({ graceMs })).toThrow(
        expect.objectContaining({
          code: 'ERR_OUT_OF_RANGE',
          message: `graceMs must be 0 or more, not ${graceMs}`,
        }),
      );
    }
    expect(() => server.close({ graceMs: '5' as never })).toThrow(
      'graceMs must be a number of milliseconds, not string',
    );
  });

  it('for the requests of a stream is a TypeError with a code', async () => {
    served = await serve({});
    const { texts } = served;

    expect(() => texts.join(5 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
  });

  it('for handlers names the method that is not there, or is no function', async () => {
    served = await serve({});
    const { Texts } = await import('../test/support/text-service.js');
    const { Server } = await import('./server.js');
    const { transports } = await import('../test/support/served.js');

    expect(() => new Server({ transports }).add(Texts, { uper: () => ({}) } as never)).toThrow(
      'service test.Texts has no method "uper"; it has upper, count, join, echo',
    );
    expect(() => new Server({ transports }).add(Texts, { upper: 5 } as never)).toThrow(
      'handler test.Texts.upper must be a function, not 5',
    );
    expect(() => new Server({ transports }).add(Texts, {}).add(Texts, {})).toThrow(
      'service test.Texts was added before',
    );
  });
});

describe('a message above maxReceiveMessageBytes', () => {
  it('sent to the server is RESOURCE_EXHAUSTED and the next call works', async () => {
    served = await serve(
      { upper: ({ text }) => ({ text }) },
      { server: { maxReceiveMessageBytes: 100_000 } },
    );

    for (const bytes of [100_001, 5_000_000]) {
      expect(await rejection(served.texts.upper({ text: 'x'.repeat(bytes) }))).toMatchObject({
        code: Code.RESOURCE_EXHAUSTED,
        message: expect.stringMatching(/a message of \d+ bytes exceeds maxReceiveMessageBytes \(100000\)/),
      });
    }
    expect(await served.texts.upper({ text: 'x'.repeat(99_996) })).toEqual({ text: 'x'.repeat(99_996) });
  });

  it('sent to the client is RESOURCE_EXHAUSTED and the next call works', async () => {
    served = await serve(
      { upper: ({ text }) => ({ text: 'x'.repeat(Number(text)) }) },
      { channel: { maxReceiveMessageBytes: 1000 } },
    );

    for (const bytes of ['1001', '5000000']) {
      expect(await rejection(served.texts.upper({ text: bytes }))).toMatchObject({
        code: Code.RESOURCE_EXHAUSTED,
      });
    }
    expect(await served.texts.upper({ text: '10' })).toEqual({ text: 'xxxxxxxxxx' });
  });
});
