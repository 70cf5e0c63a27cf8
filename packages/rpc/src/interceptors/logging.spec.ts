// SPDX-License-Identifier: Apache-2.0
// What logging() tells of calls that fail where no handler or interceptor sees it.
import { afterEach, describe, expect, it } from 'vitest';
import { rejection, type Served, serve } from '../../test/support/served.js';
import { type CallRecord, Code, codeName, type Interceptor, logging, RpcError } from '../index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('logging() of a server', () => {
  it.each([
    ['a value of the wrong type', Code.INTERNAL, () => ({ text: 1 })],
    ['nothing', Code.INTERNAL, () => undefined],
    ['an array', Code.INTERNAL, () => [{}]],
    ['an error with the code OK', Code.UNKNOWN, () => Promise.reject(new RpcError(Code.OK, 'fine'))],
  ])('tells the status that the client gets when a handler answers %s', async (_what, code, answer) => {
    const records: CallRecord[] = [];
    const interceptors = [logging({ logger: (record) => records.push(record) })];
    served = await serve({ upper: answer as never }, { server: { interceptors } });

    const error = await rejection(served.texts.upper({}));

    expect(error.code).toBe(code);
    expect(records).toMatchObject([
      { code: codeName(code), message: error.message, method: '/test.Texts/Upper' },
    ]);
  });

  it('tells RESOURCE_EXHAUSTED when the trailers pass the limit', async () => {
    const records: CallRecord[] = [];
    const interceptors = [logging({ logger: (record) => records.push(record) })];
    served = await serve(
      {
        upper: (request, { trailers }) => {
          trailers.set('long', 'x'.repeat(9000));
          return { text: request.text };
        },
      },
      { server: { interceptors } },
    );

    expect(await rejection(served.texts.upper({}))).toMatchObject({ code: Code.RESOURCE_EXHAUSTED });
    expect(records).toMatchObject([{ code: 'RESOURCE_EXHAUSTED' }]);
  });

  it('tells of a call whose request is too large, which no handler gets', async () => {
    const records: CallRecord[] = [];
    let calls = 0;
    const refused: unknown[] = [];
    const watching: Interceptor = async (_call, next) => {
      try {
        return await next();
      } catch (error) {
        refused.push((error as RpcError).code);
        throw error;
      }
    };
    served = await serve(
      {
        upper: () => {
          calls++;
          return {};
        },
      },
      { server: { interceptors: [logging({ logger: (record) => records.push(record) }), watching] } },
    );

    const error = await rejection(served.texts.upper({ text: 'x'.repeat(5 * 1024 * 1024) }));

    expect(error).toMatchObject({ code: Code.RESOURCE_EXHAUSTED });
    expect(records).toMatchObject([{ code: 'RESOURCE_EXHAUSTED', requests: 0, responses: 0 }]);
    expect([calls, refused]).toEqual([0, [Code.RESOURCE_EXHAUSTED]]);
  });
});

describe('logging() of a client', () => {
  it.each([
    ['a timeout of 0', 'DEADLINE_EXCEEDED', { timeoutMs: 0 }],
    ['an aborted signal', 'CANCELLED', { signal: AbortSignal.abort() }],
  ])('tells of a call with %s', async (_what, code, options) => {
    const records: CallRecord[] = [];
    const interceptors = [logging({ logger: (record) => records.push(record) })];
    served = await serve({ upper: () => ({}) }, { channel: { interceptors } });

    const error = await rejection(served.texts.upper({}, options));

    expect(records).toMatchObject([{ code, message: error.message, requests: 0 }]);
  });
});

describe('onEnd() of an intercepted call', () => {
  it.each(['server', 'channel'])('of a %s is called once, also when the call has ended', async (side) => {
    const told: unknown[] = [];
    const watching: Interceptor = async (call, next) => {
      call.onEnd((error) => {
        told.push(error?.code ?? 'OK');
        call.onEnd((again) => told.push(again?.code ?? 'OK'));
      });
      return next();
    };
    served = await serve(
      {
        upper: ({ text }) => {
          if (text === 'no') throw new RpcError(Code.ABORTED, 'no');
          return { text };
        },
      },
      { [side]: { interceptors: [watching] } },
    );

    await served.texts.upper({});
    expect(told.splice(0)).toEqual(['OK', 'OK']);
    await rejection(served.texts.upper({ text: 'no' }));
    expect(told).toEqual([Code.ABORTED, Code.ABORTED]);
  });
});
