// SPDX-License-Identifier: Apache-2.0
// Rich error details, from the handler that throws them to the client that reads them.
import { afterEach, describe, expect, it } from 'vitest';
import { rejection, type Served, serve } from '../test/support/served.js';
import {
  Any,
  BadRequest,
  DebugInfo,
  ErrorInfo,
  Help,
  LocalizedMessage,
  PreconditionFailure,
  QuotaFailure,
  RequestInfo,
  ResourceInfo,
  RetryInfo,
  Status,
} from './details.js';
import { Code, detail, Metadata, RpcError } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const all = [
  detail(ErrorInfo, { reason: 'STOCKOUT', domain: 'orders.test', metadata: { zone: 'a' } }),
  detail(RetryInfo, { retryDelay: { seconds: 2n, nanos: 500_000_000 } }),
  detail(DebugInfo, { stackEntries: ['at a', 'at b'], detail: 'debug' }),
  detail(QuotaFailure, { violations: [{ subject: 'me', description: 'too much', quotaValue: 5n }] }),
  detail(PreconditionFailure, { violations: [{ type: 'TOS', subject: 'me', description: 'sign' }] }),
  detail(BadRequest, {
    fieldViolations: [
      { field: 'a.b', description: 'bad', localizedMessage: { locale: 'de', message: 'nein' } },
    ],
  }),
  detail(RequestInfo, { requestId: 'r1', servingData: 'x' }),
  detail(ResourceInfo, { resourceType: 'text', resourceName: 't1', owner: 'o', description: 'gone' }),
  detail(Help, { links: [{ description: 'read', url: 'https://help.test/' }] }),
  detail(LocalizedMessage, { locale: 'de-CH', message: 'Grüezi' }),
];

describe('details of an RpcError', () => {
  it.each([0, 18])(
    'arrive also where the code is %d, which no call fails with, and the call ends UNKNOWN',
    async (code) => {
      served = await serve({
        upper() {
          throw new RpcError(code as Code, 'odd', {
            details: [detail(ErrorInfo, { reason: 'ODD', domain: 'd' })],
          });
        },
      });

      const error = (await rejection(served.texts.upper({}))) as RpcError;

      expect(error.code).toBe(Code.UNKNOWN);
      expect(error.details(ErrorInfo).map(({ reason }) => reason)).toEqual(['ODD']);
    },
  );

  it('arrive typed, in order, with code, text and other trailers', async () => {
    served = await serve({
      upper(_request, context) {
        context.trailers.set('own', '1');
        throw new RpcError(Code.RESOURCE_EXHAUSTED, 'out of stock ☺', {
          details: all,
          metadata: new Metadata({ more: '2' }),
        });
      },
    });

    const error = (await rejection(served.texts.upper({}))) as RpcError;

    expect(error).toMatchObject({ code: Code.RESOURCE_EXHAUSTED, message: 'out of stock ☺' });
    expect([error.metadata.get('own'), error.metadata.get('more')]).toEqual(['1', '2']);
    expect(error.details(ErrorInfo)).toEqual([
      { reason: 'STOCKOUT', domain: 'orders.test', metadata: new Map([['zone', 'a']]) },
    ]);
    expect(error.details(RetryInfo)[0]?.retryDelay).toEqual({ seconds: 2n, nanos: 500_000_000 });
    expect(error.details(QuotaFailure)[0]?.violations[0]).toMatchObject({ quotaValue: 5n, subject: 'me' });
    expect(error.details(BadRequest)[0]?.fieldViolations[0]?.localizedMessage?.message).toBe('nein');
    expect(error.details(LocalizedMessage)).toEqual([{ locale: 'de-CH', message: 'Grüezi' }]);
    expect(error.details().map(({ typeUrl }) => typeUrl)).toEqual(all.map(({ typeUrl }) => typeUrl));
  });

  it('are a google.rpc.Status in grpc-status-details-bin, byte for byte', () => {
    const error = new RpcError(Code.NOT_FOUND, 'no', { details: [detail(RequestInfo, { requestId: 'r' })] });

    // 08 05: code 5. 12 02: message. 1a: an Any with type URL (0a) and value (12).
    const url = Buffer.from('type.googleapis.com/google.rpc.RequestInfo');
    const value = Buffer.from([0x0a, 0x01, 0x72]);
    const any = Buffer.concat([Buffer.from([0x0a, url.length]), url, Buffer.from([0x12, 3]), value]);
    expect(error.metadata.get('grpc-status-details-bin')).toEqual(
      new Uint8Array([0x08, 5, 0x12, 2, 0x6e, 0x6f, 0x1a, any.length, ...any]),
    );
  });

  it('do not mind a text with half of a surrogate pair', () => {
    const error = new RpcError(Code.NOT_FOUND, 'a\ud83d', { details: [detail(Help, {})] });

    expect(error.details(Help)).toEqual([{ links: [] }]);
  });

  it('may be of any generated type, and of several types', () => {
    const inner = new RpcError(Code.ABORTED, 'a', {
      details: [detail(Status, { code: 1 }), detail(Any, { typeUrl: 'x/y' }), detail(Status, { code: 2 })],
    });

    expect(inner.details(Status).map(({ code }) => code)).toEqual([1, 2]);
    expect(inner.details(Help)).toEqual([]);
  });

  it('pass a handler that throws on what it got', async () => {
    const result: Served = await serve({
      upper: (_request, parent) => result.texts.join([], { parent }),
      join: () => {
        throw new RpcError(Code.ABORTED, 'deep', { details: [detail(ErrorInfo, { reason: 'DEEP' })] });
      },
    });
    served = result;

    const error = (await rejection(served.texts.upper({}))) as RpcError;

    expect(error.details(ErrorInfo)[0]?.reason).toBe('DEEP');
  });

  it("that pass the client's limit leave code and text", async () => {
    served = await serve({
      upper: () => {
        throw new RpcError(Code.ABORTED, 'large', {
          details: [detail(DebugInfo, { detail: 'x'.repeat(9000) })],
        });
      },
    });

    const error = (await rejection(served.texts.upper({}))) as RpcError;

    expect(error).toMatchObject({ code: Code.ABORTED, message: expect.stringMatching(/^large/) });
    expect(error.details()).toEqual([]);
  });

  it('that do not decode are a DecodeError when they are read, not before', async () => {
    served = await serve({
      upper: () => {
        const broken = Metadata.setReserved(
          new Metadata(),
          'grpc-status-details-bin',
          Uint8Array.of(0x1a, 0xff),
        );
        throw new RpcError(Code.ABORTED, 'broken details', { metadata: broken });
      },
    });

    const error = (await rejection(served.texts.upper({}))) as RpcError;

    expect(error).toMatchObject({ code: Code.ABORTED, message: 'broken details' });
    expect(() => error.details(ErrorInfo)).toThrow(expect.objectContaining({ name: 'DecodeError' }));
  });

  it('are none where there are none', () => {
    expect(new RpcError(Code.ABORTED, 'x').details(ErrorInfo)).toEqual([]);
  });
});

describe('detail()', () => {
  it('throws at once, naming the field, when the value does not fit', () => {
    expect(() => detail(ErrorInfo, { reason: 5 as unknown as string })).toThrow(
      'google.rpc.ErrorInfo.reason must be a string, not number',
    );
  });
});

describe('an error of another call', () => {
  const upstream = new RpcError(Code.NOT_FOUND, 'no such order', {
    metadata: new Metadata({ hint: 'b' }),
    details: [detail(ErrorInfo, { reason: 'GONE', domain: 'orders.test' })],
  });

  /** `upper` has `count` fail with `upstream` and ends with what `then` makes of that. */
  async function passedOn(then: (error: RpcError) => RpcError): Promise<RpcError> {
    const result: Served = await serve({
      async upper() {
        throw then((await rejection(result.texts.count({}).next())) as RpcError);
      },
      // biome-ignore lint/correctness/useYield: it fails before
      *count() {
        throw upstream;
      },
    });
    served = result;
    return (await rejection(result.texts.upper({}))) as RpcError;
  }

  it('that is thrown again arrives with its details', async () => {
    const error = await passedOn((failed) => failed);

    expect(error).toMatchObject({ code: Code.NOT_FOUND, message: 'no such order' });
    expect(error.details(ErrorInfo)).toMatchObject([{ reason: 'GONE' }]);
  });

  it('whose metadata go on with another code leaves its details behind', async () => {
    const error = await passedOn(
      ({ metadata }) => new RpcError(Code.FAILED_PRECONDITION, 'order first', { metadata }),
    );

    expect(error).toMatchObject({ code: Code.FAILED_PRECONDITION, message: 'order first' });
    expect(error.metadata.get('hint')).toBe('b');
    expect(error.details()).toEqual([]);
  });
});
