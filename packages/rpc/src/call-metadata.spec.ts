// SPDX-License-Identifier: Apache-2.0
// Metadata on its way through calls: what arrives, in which order, and what becomes of too much of it.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, rejection, type Served, serve } from '../test/support/served.js';
import { Code, type Metadata, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function works(): Promise<boolean> {
  return (await served?.texts.upper({ text: 'ok' }))?.text === 'ok';
}

describe('metadata of a call', () => {
  it('arrives with repeated keys in order, keys in lower case, bytes as Uint8Array, text unchanged', async () => {
    let got: [string, unknown][] = [];
    served = await serve({
      upper(_request, context) {
        got = [...context.metadata];
        return {};
      },
    });

    await served.texts.upper(
      {},
      {
        metadata: [
          ['X-Tag', 'one'],
          ['b-bin', Uint8Array.of(0, 255)],
          ['x-tag', '  two  '],
          ['empty', ''],
          ['empty-bin', new Uint8Array(0)],
          ['X-TAG', 'three'],
        ],
      },
    );

    expect(got).toEqual([
      ['x-tag', 'one'],
      ['b-bin', new Uint8Array([0, 255])],
      ['x-tag', '  two  '],
      ['empty', ''],
      ['empty-bin', new Uint8Array(0)],
      ['x-tag', 'three'],
    ]);
    expect(got[1]?.[1]).toBeInstanceOf(Uint8Array);
  });

  it.each([
    ['a reserved name', { 'grpc-timeout': '1S' }],
    ['CR in a key', { 'a\rb': 'v' }],
    ['LF in a key', { 'a\nb': 'v' }],
    ['NUL in a key', { 'a\0b': 'v' }],
    ['CR in a value', { k: 'a\rb' }],
    ['LF in a value', { k: 'a\nb' }],
    ['NUL in a value', { k: 'a\0b' }],
    ['a tab in a value', { k: 'a\tb' }],
    ['an empty key', { '': 'v' }],
    ['a blank in a key', { 'a b': 'v' }],
  ])('with %s is refused before anything is sent, and the next call works', async (_what, metadata) => {
    let calls = 0;
    served = await serve({
      upper: ({ text }) => {
        calls++;
        return { text };
      },
    });
    const { texts } = served;

    expect(() => texts.upper({}, { metadata })).toThrow(
      expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
    );
    expect(await works()).toBe(true);
    expect(calls).toBe(1);
  });

  it.each([
    ['1 MiB in one value', { big: 'x'.repeat(1024 * 1024) }],
    ['1 MiB of bytes', { 'big-bin': new Uint8Array(1024 * 1024) }],
    ['100,000 keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 'v']))],
    ['100,000 values of a key', { k: Array.from({ length: 100_000 }, () => 'v') }],
    ['a key of 70,000 characters', { ['k'.repeat(70_000)]: 'v' }],
  ])('of %s is RESOURCE_EXHAUSTED with both numbers, and the next call works', async (_what, metadata) => {
    served = await serve({ upper: ({ text }) => ({ text }) });

    expect(await rejection(served.texts.upper({}, { metadata }))).toMatchObject({
      code: Code.RESOURCE_EXHAUSTED,
      message: expect.stringMatching(
        /^metadata of \d{5,} bytes exceeds the server's maxMetadataBytes \(8192\)$/,
      ),
    });
    expect(await works()).toBe(true);
  });
});

describe('initial metadata', () => {
  it('comes before the first message, once, when the handler sets it before it answers', async () => {
    served = await serve({
      async *count(_request, context) {
        context.responseMetadata.append('a', '1').append('a', '2');
        yield { text: 'one' };
        yield { text: 'two' };
      },
    });
    const order: unknown[] = [];

    for await (const { text } of served.texts.count(
      {},
      { onHeaders: (metadata) => order.push(metadata.getAll('a')) },
    ))
      order.push(text);

    expect(order).toEqual([['1', '2'], 'one', 'two']);
  });

  it('that the handler sends early arrives while the handler still works', async () => {
    const headers = deferred<Metadata>();
    served = await serve({
      async upper(_request, context) {
        context.responseMetadata.set('early', 'yes');
        context.sendHeaders();
        context.responseMetadata.set('late', 'not sent');
        context.sendHeaders();
        await headers.promise;
        return {};
      },
    });

    await served.texts.upper({}, { onHeaders: headers.resolve });

    expect([...(await headers.promise)]).toEqual([['early', 'yes']]);
  });

  it('that the handler sets after the first message is not sent, and the call goes on', async () => {
    served = await serve({
      async *count(_request, context) {
        yield { text: 'one' };
        context.responseMetadata.set('late', 'x');
        context.sendHeaders();
        yield { text: 'two' };
      },
    });
    const order: unknown[] = [];

    for await (const { text } of served.texts.count(
      {},
      { onHeaders: (metadata) => order.push(metadata.size) },
    ))
      order.push(text);

    expect(order).toEqual([0, 'one', 'two']);
  });

  it.each(['unary', 'stream'])(
    'that the handler never sets arrives empty before a %s answer',
    async (kind) => {
      served = await serve({
        upper: () => ({ text: 'answer' }),
        count: () => [{ text: 'answer' }],
      });
      const order: unknown[] = [];
      const onHeaders = (metadata: Metadata) => order.push(metadata.size);

      if (kind === 'unary') order.push((await served.texts.upper({}, { onHeaders })).text);
      else for await (const { text } of served.texts.count({}, { onHeaders })) order.push(text);

      expect(order).toEqual([0, 'answer']);
    },
  );

  it('is not told of when the call fails before the server began to answer', async () => {
    served = await serve({
      upper: () => {
        throw new RpcError(Code.NOT_FOUND, 'no');
      },
    });
    let told = 0;

    await rejection(served.texts.upper({}, { onHeaders: () => told++ }));

    expect(told).toBe(0);
  });

  it("above the client's limit is RESOURCE_EXHAUSTED for the handler that sends it, and for the client", async () => {
    let seen: unknown;
    served = await serve({
      upper(request, context) {
        if (request.text === 'ok') return request;
        context.responseMetadata.set('big', 'x'.repeat(9000));
        try {
          context.sendHeaders();
        } catch (error) {
          seen = error;
          throw error;
        }
        return {};
      },
      count(_request, context) {
        context.responseMetadata.set('big', 'x'.repeat(9000));
        return [{}];
      },
    });

    const text =
      /initial metadata of .* metadata of 90\d\d bytes exceeds the client's maxMetadataBytes \(8192\)/;
    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.RESOURCE_EXHAUSTED,
      message: expect.stringMatching(text),
    });
    expect(seen).toMatchObject({ code: Code.RESOURCE_EXHAUSTED });
    expect(await rejection(served.texts.count({}).next())).toMatchObject({ code: Code.RESOURCE_EXHAUSTED });
    expect(await works()).toBe(true);
  });
});

describe('trailers', () => {
  it.each([true, false])(
    'come with the status (OK: %s) of every kind, in order, bytes included',
    async (ok) => {
      const outcome = (trailers: Metadata) => {
        trailers.append('t', '1').append('t', '2').append('t-bin', Uint8Array.of(7));
        if (!ok) throw new RpcError(Code.ABORTED, 'lost');
      };
      served = await serve({
        upper(_request, context) {
          outcome(context.trailers);
          return {};
        },
        async *count(_request, context) {
          yield {};
          outcome(context.trailers);
        },
        async join(_requests, context) {
          outcome(context.trailers);
          return {};
        },
        async echo(_requests, context) {
          outcome(context.trailers);
        },
      });
      const { texts } = served;
      const seen: unknown[] = [];
      const onTrailers = (trailers: Metadata) => seen.push([...trailers]);
      const ends = [
        texts.upper({}, { onTrailers }),
        texts.count({}, { onTrailers, onMessage() {} }),
        texts.join([], { onTrailers }),
        texts.echo([], { onTrailers, onMessage() {} }),
      ];

      const codes = await Promise.all(
        ends.map((end) =>
          end.then(
            () => Code.OK,
            (error) => error.code,
          ),
        ),
      );

      expect(codes).toEqual(Array(4).fill(ok ? Code.OK : Code.ABORTED));
      expect(seen).toEqual(
        Array(4).fill([
          ['t', '1'],
          ['t', '2'],
          ['t-bin', new Uint8Array([7])],
        ]),
      );
    },
  );

  it("above the client's limit turn success into RESOURCE_EXHAUSTED", async () => {
    served = await serve({
      upper(request, context) {
        if (request.text !== 'ok') context.trailers.set('big', 'x'.repeat(9000));
        return request;
      },
    });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.RESOURCE_EXHAUSTED,
      message: expect.stringContaining('maxMetadataBytes (8192)'),
    });
    expect(await works()).toBe(true);
  });
});
