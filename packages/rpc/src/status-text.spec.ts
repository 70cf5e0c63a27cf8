// SPDX-License-Identifier: Apache-2.0
// The text of a status: any Unicode, cut at its limit.
import { afterEach, describe, expect, it } from 'vitest';
import { rejection, type Served, serve } from '../test/support/served.js';
import { Code, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a status text', () => {
  it.each([
    ['whitespace, BMP and others', '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n'],
    ['percent signs', '100 % %20 %zz'],
    ['NUL', 'a\0b'],
    ['8,192 bytes', '😈'.repeat(2048)],
  ])('with %s arrives as it is', async (_what, text) => {
    served = await serve({
      upper: () => {
        throw new RpcError(Code.UNKNOWN, text);
      },
    });

    expect((await rejection(served.texts.upper({}))).message).toBe(text);
  });

  it.each([
    ['a number', 42, '42'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('odd'), 'Symbol(odd)'],
    ['what cannot be made a string', Object.create(null), 'a value that is no Error was thrown'],
  ])('of an RpcError whose message was made %s still ends its call alone', async (_what, message, text) => {
    served = await serve({
      upper: (request) => {
        if (request.text === 'ok') return request;
        throw Object.assign(new RpcError(Code.NOT_FOUND, 'text'), { message });
      },
    });
    const error = rejection(served.texts.upper({ text: 'wrong' }));

    expect(await served.texts.upper({ text: 'ok' })).toEqual({ text: 'ok' });
    expect(await error).toMatchObject({ code: Code.UNKNOWN, message: text });
  });

  it('above 8,192 bytes is cut between characters, and half a surrogate pair becomes U+FFFD', async () => {
    served = await serve({
      upper: ({ text }) => {
        throw new RpcError(Code.UNKNOWN, text === 'half' ? 'a\ud83d!' : `x${'😈'.repeat(3000)}`);
      },
    });

    expect((await rejection(served.texts.upper({}))).message).toBe(`x${'😈'.repeat(2047)}`);
    expect((await rejection(served.texts.upper({ text: 'half' }))).message).toBe('a\ufffd!');
  });

  it('that is empty reads as the name of the code', async () => {
    served = await serve({
      upper: () => {
        throw new RpcError(Code.DATA_LOSS, '');
      },
    });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.DATA_LOSS,
      message: 'DATA_LOSS',
    });
  });
});
