// SPDX-License-Identifier: Apache-2.0
// What one synchronous call does. What happens to others meanwhile is in sync-order.spec.ts.
import { FrameType } from '@memlane/protocol';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { closeAll, connected, own, thrown, turn } from '../test/support/scripted-channel.js';
import { ScriptedServer } from '../test/support/scripted-server.js';
import { serve } from '../test/support/served.js';
import { type Text, Texts } from '../test/support/text-service.js';
import { Channel, type Client, Code, RpcError, type ServiceType } from './index.js';

afterEach(closeAll);

describe('a synchronous call', () => {
  it('returns the response', async () => {
    const { server, texts } = await connected();
    server.onWait(() => server.answer(1, 'HELLO'));

    expect(texts.sync.upper({ text: 'hello' })).toEqual({ text: 'HELLO' });
  });

  it('throws what the promise would reject with', async () => {
    const { server, texts } = await connected();
    const promised = texts.upper({}).catch((error: RpcError) => error);
    server.onWait(() => server.status(1, 5, 'not here').status(2, 5, 'not here'));

    const error = thrown(() => texts.sync.upper({}));

    expect(error).toBeInstanceOf(RpcError);
    expect(error).toEqual(await promised);
    expect(error).toMatchObject({ code: Code.NOT_FOUND, message: 'not here' });
  });

  it('without a response is INTERNAL, as the promise', async () => {
    const { server, texts } = await connected();
    server.onWait(() => server.status(1, 0, ''));

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({ code: Code.INTERNAL });
  });

  it('exists for unary methods only', async () => {
    const { texts } = await connected();

    expect(Object.keys(texts.sync)).toEqual(['upper']);
    expectTypeOf<keyof typeof texts.sync>().toEqualTypeOf<'upper'>();
    expectTypeOf(texts.sync.upper).returns.toEqualTypeOf<Text>();
  });

  it('gives way to a method called sync of a service written by hand', async () => {
    const { channel, server } = await connected();
    const methods = { sync: Texts.methods.upper };
    const service: ServiceType<typeof methods> = { typeName: 'test.Texts', methods };
    const client = channel.client(service);
    expectTypeOf<ReturnType<Client<typeof service>['sync']>>().toEqualTypeOf<Promise<Text>>();

    const promise = client.sync({});
    await turn();
    server.answer(1, 'asynchronous').turn();

    expect(await promise).toEqual({ text: 'asynchronous' });
  });

  it('calls onHeaders and onTrailers once it is over, before it returns, and takes further calls from them', async () => {
    const { server, texts } = await connected();
    const told: string[] = [];
    server.onWait(() => server.headers(1));
    server.onWait(() => server.answer(1, 'outer'));
    server.onWait(() => server.answer(2, 'inner'));

    const { text } = texts.sync.upper(
      {},
      {
        onHeaders: () => told.push(`headers after ${server.waits.length} waits`, texts.sync.upper({}).text),
        onTrailers: () => told.push('trailers'),
      },
    );

    expect([...told, text]).toEqual(['headers after 2 waits', 'inner', 'trailers', 'outer']);
  });

  it('waits in slices, so that a worker that is terminated ends', async () => {
    const { server, texts } = await connected();
    for (let i = 0; i < 5; i++) server.onWait(() => 'timeout');
    server.onWait(() => server.answer(1, 'late'));

    expect(texts.sync.upper({}).text).toBe('late');

    expect(server.waits).toEqual(Array(6).fill(100));
  });

  it('ends with DEADLINE_EXCEEDED, and the server is told at once', async () => {
    const { server, texts } = await connected();
    // The clock is the real one: a millisecond is over after a few waits.
    for (let i = 0; i < 10_000; i++) server.onWait(() => 'timeout');

    const error = thrown(() => texts.sync.upper({}, { timeoutMs: 1 }));

    expect(error).toMatchObject({ code: Code.DEADLINE_EXCEEDED });
    expect(server.waits.every((timeoutMs) => timeoutMs > 0 && timeoutMs <= 1)).toBe(true);
    expect(server.sent.at(-1)).toMatchObject({ type: FrameType.CANCEL, streamId: 1, code: 4 });
  });

  it('sets no timer for its deadline', async () => {
    const { server, texts } = await connected();
    server.onWait(() => server.answer(1, 'HELLO'));
    const setTimer = vi.spyOn(globalThis, 'setTimeout');

    texts.sync.upper({}, { timeoutMs: 10_000 });

    expect(setTimer).not.toHaveBeenCalled();
    setTimer.mockRestore();
  });

  it('with a timeout of 0 is DEADLINE_EXCEEDED without being sent', async () => {
    const { server, texts } = await connected();

    expect(thrown(() => texts.sync.upper({}, { timeoutMs: 0 }))).toMatchObject({
      code: Code.DEADLINE_EXCEEDED,
    });
    expect(server.calls).toEqual([]);
  });

  it('whose signal is aborted already is CANCELLED without being sent', async () => {
    const { server, texts } = await connected();

    const error = thrown(() => texts.sync.upper({}, { signal: AbortSignal.abort('enough') }));

    expect(error).toMatchObject({ code: Code.CANCELLED, cause: 'enough' });
    expect(server.calls).toEqual([]);
  });

  it('with a request that does not fit is INVALID_ARGUMENT, and with a wrong option a TypeError', async () => {
    const { texts } = await connected();

    expect(thrown(() => texts.sync.upper({ text: 5 as never }))).toMatchObject({
      code: Code.INVALID_ARGUMENT,
    });
    expect(() => texts.sync.upper({}, { timeoutMs: 'soon' as never })).toThrow(TypeError);
    expect(() => texts.sync.upper({}, { waitForReady: true } as never)).toThrow(/waitForReady/);
  });

  it('waits for room and for its turn among the streams', async () => {
    const { server, texts } = await connected(new ScriptedServer({ maxStreams: 1 }));
    const first = texts.upper({ text: 'first' });
    server.room = 10;
    server.onWait(() => {
      expect(server.calls).toEqual([]);
      server.room = Number.POSITIVE_INFINITY;
    });
    server.onWait(() => {
      expect(server.calls).toEqual([1]);
      server.answer(1, 'FIRST');
    });
    server.onWait(() => {
      expect(server.calls).toEqual([1, 2]);
      server.answer(2, 'SECOND');
    });

    expect(texts.sync.upper({ text: 'second' }).text).toBe('SECOND');
    expect((await first).text).toBe('FIRST');
  });

  it('sends a request larger than the credit as the credit comes', async () => {
    const { server, texts } = await connected(new ScriptedServer({ initialCreditBytes: 70_000 }));
    server.onWait(() => server.frame(1, FrameType.CREDIT, { extra: 200_000 }));
    server.onWait(() => server.answer(1, 'taken'));

    expect(texts.sync.upper({ text: 'x'.repeat(200_000) }).text).toBe('taken');
  });
});

describe('a synchronous call that could never be answered', () => {
  it('is FAILED_PRECONDITION when the server is in this thread', async () => {
    const { server, texts } = await connected();
    server.isOwnPeer = true;

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
      message: expect.stringMatching(/scripted:server.*this very thread/),
    });
    expect(server.calls).toEqual([]);
  });

  it('is FAILED_PRECONDITION over memory:, which is always this thread', async () => {
    const served = await serve({ upper: ({ text }) => ({ text: text.toUpperCase() }) });

    expect(thrown(() => served.texts.sync.upper({}))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
      message: expect.stringContaining(`${served.address} is served by this very thread`),
    });

    expect((await served.texts.upper({ text: 'next' })).text).toBe('NEXT');
    await served.close();
  });

  it.each([
    ['', undefined],
    [' (no addon)', 'no addon'],
  ])('is FAILED_PRECONDITION over a socket%s, naming the address and the reason', async (text, reason) => {
    const { server, texts } = await connected();
    server.wait = undefined;
    server.medium = 'socket';
    server.fallbackReason = reason;

    expect(thrown(() => texts.sync.upper({})).message).toContain(
      `${server.address} carries its bytes over a socket${text},`,
    );
  });

  it('is FAILED_PRECONDITION on a client with interceptors, which would be passed by', async () => {
    const { server, channel } = await connected();
    const texts = channel.client(Texts, { interceptors: [(_, next) => next()] });

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
      message: expect.stringContaining('/test.Texts/Upper'),
      unsent: true,
    });
    expect(server.calls).toEqual([]);
  });

  it('is FAILED_PRECONDITION before the first connection, and the channel connects meanwhile', async () => {
    const server = new ScriptedServer();
    const channel = own(new Channel(server.address, { transports: server.transports }));
    const texts = channel.client(Texts);

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
      message: expect.stringContaining('await channel.connect()'),
    });

    await channel.connect();
    server.onWait(() => server.answer(1, 'HELLO'));
    expect(texts.sync.upper({}).text).toBe('HELLO');
  });

  it('is CANCELLED once the channel is closed, as the promise', async () => {
    const { texts, channel } = await connected();
    await channel.close();

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({ code: Code.CANCELLED });
  });
});
