// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest';
import {
  deferred,
  freshAddress,
  rejection,
  type Served,
  serve,
  transports,
} from '../../test/support/served.js';
import { Texts } from '../../test/support/text-service.js';
import { RetryInfo } from '../details.js';
import { Channel, Code, detail, RpcError, retry, Server } from '../index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const backoff = { initialMs: 1, maxMs: 2 };
const idempotent = () => true;

describe('retry()', () => {
  it('makes a call again that no server could see, until there is one', async () => {
    const address = freshAddress();
    const channel = new Channel(address, {
      transports,
      interceptors: [retry({ maxAttempts: 1000, backoff })],
    });
    const failed = deferred();
    channel.on('state', (state) => state === 'transient-failure' && failed.resolve());

    const call = channel.client(Texts).upper({ text: 'a' });
    await failed.promise;
    const server = new Server({ transports }).add(Texts, {
      upper: ({ text }, { metadata }) => ({ text: `${text} ${metadata.get('grpc-previous-rpc-attempts')}` }),
    });
    await server.listen(address);

    expect((await call).text).toMatch(/^a [1-9]\d*$/);
    await channel.close();
    await server.close();
  });

  it('makes at most maxAttempts, and tells the server how many were before', async () => {
    const seen: unknown[] = [];
    served = await serve(
      {
        upper: (_request, { metadata }) => {
          seen.push(metadata.getAll('grpc-previous-rpc-attempts'));
          throw new RpcError(Code.UNAVAILABLE, 'later');
        },
      },
      { channel: { interceptors: [retry({ maxAttempts: 3, backoff, isIdempotent: idempotent })] } },
    );

    expect(await rejection(served.texts.upper({}))).toMatchObject({ code: Code.UNAVAILABLE });
    expect(seen).toEqual([[], ['1'], ['2']]);
  });

  it.each([
    ['unknown', 1],
    ['idempotent', 4],
    ['no-side-effects', 4],
  ] as const)(
    'takes a method of idempotency %s for what it is: %i attempts',
    async (idempotency, attempts) => {
      let calls = 0;
      const service = { ...Texts, methods: { upper: { ...Texts.methods.upper, idempotency } } };
      served = await serve({
        upper: () => {
          calls++;
          throw new RpcError(Code.UNAVAILABLE, 'from the handler');
        },
      });
      const client = served.channel.client(service, { interceptors: [retry({ backoff })] });

      await rejection(client.upper({}));

      expect(calls).toBe(attempts);
    },
  );

  it.each([
    [Code.UNAVAILABLE, undefined, 4],
    [Code.ABORTED, undefined, 1],
    [Code.ABORTED, [Code.ABORTED], 4],
    [Code.UNAVAILABLE, [Code.ABORTED], 1],
  ])('with code %i and codes %j makes %i attempts', async (code, codes, attempts) => {
    let calls = 0;
    served = await serve(
      {
        upper: () => {
          calls++;
          throw new RpcError(code, 'no');
        },
      },
      { channel: { interceptors: [retry({ backoff, codes, isIdempotent: idempotent })] } },
    );

    await rejection(served.texts.upper({}));

    expect(calls).toBe(attempts);
  });

  it('never repeats a call that may have run, nor a stream of requests, nor one that was answered', async () => {
    let calls = 0;
    const started = deferred();
    served = await serve(
      {
        upper: () => {
          calls++;
          started.resolve();
          return new Promise(() => {});
        },
        *count() {
          calls++;
          yield {};
          throw new RpcError(Code.UNAVAILABLE, 'torn');
        },
        join: () => {
          calls++;
          throw new RpcError(Code.UNAVAILABLE, 'no');
        },
      },
      { channel: { interceptors: [retry({ backoff, isIdempotent: (method) => method.name !== 'Upper' })] } },
    );

    await rejection(served.texts.join([]));
    await rejection(served.texts.count({}, { onMessage() {} }));
    expect(calls).toBe(2);
    const lost = rejection(served.texts.upper({}));
    await started.promise;
    await served.server.close({ graceMs: 0 });

    expect(await lost).toMatchObject({ code: Code.UNAVAILABLE });
    expect(calls).toBe(3);
  });

  it('keeps the delay of a RetryInfo, and takes it as an invitation whatever the code', async () => {
    const times: number[] = [];
    served = await serve(
      {
        upper: () => {
          times.push(performance.now());
          if (times.length === 2) return {};
          const retryDelay = { nanos: 30_000_000 };
          throw new RpcError(Code.RESOURCE_EXHAUSTED, 'busy', {
            details: [detail(RetryInfo, { retryDelay })],
          });
        },
      },
      { channel: { interceptors: [retry({ backoff, isIdempotent: idempotent })] } },
    );

    await served.texts.upper({});

    expect(times).toHaveLength(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(29);
  });

  it('begins no pause that would pass the deadline', async () => {
    let calls = 0;
    served = await serve(
      {
        upper: () => {
          calls++;
          const retryDelay = { seconds: 3600n };
          throw new RpcError(Code.UNAVAILABLE, 'busy', { details: [detail(RetryInfo, { retryDelay })] });
        },
      },
      { channel: { interceptors: [retry({ backoff, isIdempotent: idempotent })] } },
    );

    expect(await rejection(served.texts.upper({}, { timeoutMs: 60_000 }))).toMatchObject({
      code: Code.UNAVAILABLE,
      message: 'busy',
    });
    expect(calls).toBe(1);
  });

  it('ends a pause with the call', async () => {
    const failed = deferred();
    served = await serve(
      {
        upper: () => {
          failed.resolve();
          const retryDelay = { seconds: 3600n };
          throw new RpcError(Code.UNAVAILABLE, 'busy', { details: [detail(RetryInfo, { retryDelay })] });
        },
      },
      { channel: { interceptors: [retry({ backoff, isIdempotent: idempotent })] } },
    );
    const controller = new AbortController();
    const call = rejection(served.texts.upper({}, { signal: controller.signal }));
    await failed.promise;
    await new Promise(setImmediate);

    controller.abort();

    expect(await call).toMatchObject({ code: Code.CANCELLED });
  });

  it.each([
    [{ maxAttempts: 0 }, 'maxAttempts must be an integer from 1 on, not 0'],
    [{ maxAttempts: 1.5 }, 'maxAttempts must be an integer from 1 on, not 1.5'],
    [{ codes: 14 }, 'codes must be an array, not 14'],
    [{ isIdempotent: true }, 'isIdempotent must be a function, not true'],
    [{ backoff: { initialMs: 0 } }, 'backoff.initialMs must be from 1'],
  ])('refuses the options %j', (options, message) => {
    expect(() => retry(options as never)).toThrow(message);
  });
});
