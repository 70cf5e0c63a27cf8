// SPDX-License-Identifier: Apache-2.0
// Statuses and metadata of calls, over the memory transport.
import { afterEach, describe, expect, it } from 'vitest';
import { rejection, type Served, serve } from '../test/support/served.js';
import { Code, Metadata, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a status', () => {
  it('carries code, text and trailers of an RpcError that the handler throws', async () => {
    served = await serve({
      upper(_request, context) {
        context.trailers.set('from', 'context');
        throw new RpcError(Code.NOT_FOUND, 'no such text ☺', {
          metadata: new Metadata({ 'detail-bin': Uint8Array.of(1, 2) }),
        });
      },
    });

    const error = (await rejection(served.texts.upper({}))) as RpcError;

    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ code: Code.NOT_FOUND, codeName: 'NOT_FOUND', message: 'no such text ☺' });
    expect(error.metadata.get('from')).toBe('context');
    expect(error.metadata.get('detail-bin')).toEqual(new Uint8Array([1, 2]));
  });

  it.each([
    ['an Error', new Error('broken'), /broken/],
    ['null', null, /null/],
    ['a string', 'text', /text/],
    ['undefined', undefined, /undefined/],
  ])('is UNKNOWN when the handler throws %s', async (_name, thrown, text) => {
    served = await serve({
      upper: () => {
        throw thrown;
      },
      count: async function* () {
        yield { text: 'one' };
        throw thrown;
      },
    });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.UNKNOWN,
      message: expect.stringMatching(text),
    });

    const responses = served.texts.count({});
    expect(await responses.next()).toMatchObject({ value: { text: 'one' } });
    expect(await rejection(responses.next())).toMatchObject({ code: Code.UNKNOWN });
  });

  it('is UNIMPLEMENTED for a method without a handler', async () => {
    served = await serve({});

    expect(await rejection(served.texts.upper({ text: 'x' }))).toMatchObject({
      code: Code.UNIMPLEMENTED,
      message: 'the server has no handler for /test.Texts/Upper',
    });
    expect(await rejection(served.texts.echo([{ text: 'x' }]).next())).toMatchObject({
      code: Code.UNIMPLEMENTED,
    });
  });

  it('is INTERNAL when a response does not fit its type, and the next call works', async () => {
    served = await serve({ upper: ({ text }) => ({ text: (text === 'bad' ? 5 : text) as string }) });

    expect(await rejection(served.texts.upper({ text: 'bad' }))).toMatchObject({
      code: Code.INTERNAL,
      message: expect.stringContaining('test.Text.text must be a string, not number'),
    });
    expect(await served.texts.upper({ text: 'good' })).toEqual({ text: 'good' });
  });

  it('is INVALID_ARGUMENT when a request does not fit its type; nothing is sent', async () => {
    let calls = 0;
    served = await serve({
      upper: ({ text }) => {
        calls++;
        return { text };
      },
    });

    expect(await rejection(served.texts.upper({ text: 7 as unknown as string }))).toMatchObject({
      code: Code.INVALID_ARGUMENT,
      message: 'request of /test.Texts/Upper: test.Text.text must be a string, not number',
    });
    expect(await served.texts.upper({ text: 'good' })).toEqual({ text: 'good' });
    expect(calls).toBe(1);
  });
});

describe('metadata', () => {
  it('reaches the handler, comes back as headers first, and as trailers', async () => {
    served = await serve({
      async *count(_request, context) {
        context.responseMetadata.set('first', context.metadata.get('x-in') ?? '');
        context.trailers.append('last-bin', context.metadata.get('x-in-bin') ?? new Uint8Array());
        yield { text: 'a' };
      },
    });
    const order: string[] = [];

    for await (const { text } of served.texts.count(
      {},
      {
        metadata: { 'X-In': 'value', 'x-in-bin': Uint8Array.of(0xab, 0xab, 0xab) },
        onHeaders: (metadata) => order.push(`headers ${metadata.get('first')}`),
        onTrailers: (metadata) =>
          order.push(`trailers ${Buffer.from(metadata.get('last-bin') as Uint8Array).toString('hex')}`),
      },
    )) {
      order.push(text);
    }

    expect(order[0]).toBe('headers value');
    expect(order.slice(1).sort()).toEqual(['a', 'trailers ababab']);
  });

  it('above the limit of 8 KiB is RESOURCE_EXHAUSTED and the next call works', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    const metadata = { big: 'x'.repeat(1024 * 1024) };

    expect(await rejection(served.texts.upper({}, { metadata }))).toMatchObject({
      code: Code.RESOURCE_EXHAUSTED,
      message: expect.stringContaining('maxMetadataBytes (8192)'),
    });
    expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
  });

  it('above the limit in trailers still delivers code and text', async () => {
    served = await serve({
      upper: (_request, context) => {
        context.trailers.set('big', 'x'.repeat(9000));
        throw new RpcError(Code.ABORTED, 'lost the race');
      },
    });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.ABORTED,
      message: expect.stringMatching(/^lost the race/),
    });
  });
});

describe('initial metadata', () => {
  it.each([
    ['sent empty', () => {}],
    ['set', (metadata: Metadata) => void metadata.set('late', 'value')],
  ])('%s behind the first message are dropped, and the connection lives on', async (_name, change) => {
    served = await serve({
      upper: ({ text }) => ({ text: text.toUpperCase() }),
      count: async function* (_request, context) {
        yield { text: 'one' };
        change(context.responseMetadata);
        context.sendHeaders();
        yield { text: 'two' };
      },
    });
    const headers: number[] = [];
    const onHeaders = (metadata: Metadata) => headers.push(metadata.size);

    const texts: string[] = [];
    for await (const { text } of served.texts.count({}, { onHeaders })) texts.push(text);

    expect(texts).toEqual(['one', 'two']);
    expect(headers).toEqual([0]);
    expect(await served.texts.upper({ text: 'a' })).toEqual({ text: 'A' });
  });
});
