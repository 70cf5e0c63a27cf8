// SPDX-License-Identifier: Apache-2.0
// Channels and servers from their beginning to their end.
import { afterEach, describe, expect, it } from 'vitest';
import { deferred, freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Channel, type ChannelState, Code, Server } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('Channel', () => {
  it('rejects UNAVAILABLE at once, naming the address, when nobody listens', async () => {
    const address = freshAddress();
    const channel = new Channel(address, { transports });

    const errors = [await rejection(channel.connect()), await rejection(channel.client(Texts).upper({}))];

    for (const error of errors)
      expect(error).toMatchObject({ code: Code.UNAVAILABLE, message: expect.stringContaining(address) });
    expect(channel.state).toBe('transient-failure');
    await channel.close();
  });

  it.each([
    ['shm', Code.INVALID_ARGUMENT],
    ['nonsense:x', Code.INVALID_ARGUMENT],
    ['memory:bad name', Code.INVALID_ARGUMENT],
  ])('rejects the address %j', async (address, code) => {
    const channel = new Channel(address, { transports });

    expect(await rejection(channel.connect())).toMatchObject({ code });
    await channel.close();
  });

  it('connects with its first call and tells its states', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    const channel = new Channel(served.address, { transports });
    const states: ChannelState[] = [channel.state];
    channel.on('state', (state) => states.push(state));

    await channel.client(Texts).upper({});
    await channel.close();

    expect(states).toEqual(['idle', 'connecting', 'ready', 'closed']);
  });

  it('lets a call with waitForReady wait for a server that starts later', async () => {
    const address = freshAddress();
    const channel = new Channel(address, { transports, backoff: { initialMs: 1, maxMs: 5 } });
    const call = channel.client(Texts).upper({ text: 'patient' }, { waitForReady: true });
    await new Promise<void>((resolve) =>
      channel.on('state', (state) => state === 'transient-failure' && resolve()),
    );

    const server = new Server({ transports }).add(Texts, { upper: ({ text }) => ({ text }) });
    await server.listen(address);

    expect(await call).toEqual({ text: 'patient' });
    await channel.close();
    await server.close();
  });

  it('reaches a server that was started again with the next call', async () => {
    served = await serve({ upper: () => ({ text: 'first' }) });
    const { texts, address, channel } = served;
    await texts.upper({});
    await served.server.close();
    expect(await rejection(texts.upper({}))).toMatchObject({ code: Code.UNAVAILABLE });

    const second = new Server({ transports }).add(Texts, { upper: () => ({ text: 'second' }) });
    await second.listen(address);

    expect(await texts.upper({})).toEqual({ text: 'second' });
    expect(channel.state).toBe('ready');
    await second.close({ graceMs: 0 });
  });

  it('ends running calls CANCELLED when it is closed, and later ones too', async () => {
    const started = deferred();
    served = await serve({
      upper: () => {
        started.resolve();
        return new Promise(() => {});
      },
    });
    const running = rejection(served.texts.upper({}));
    await started.promise;

    await served.channel.close();
    await served.channel.close();

    expect(await running).toMatchObject({ code: Code.CANCELLED });
    expect(await rejection(served.texts.upper({}))).toMatchObject({ code: Code.CANCELLED });
  });
});

describe('Server.close()', () => {
  it('lets running calls finish, refuses new ones and frees the address', async () => {
    const started = deferred();
    const release = deferred();
    served = await serve({
      upper: async ({ text }) => {
        started.resolve();
        await release.promise;
        return { text };
      },
    });
    const running = served.texts.upper({ text: 'finish me' });
    await started.promise;

    const closed = served.server.close({ graceMs: 60_000 });
    const refused = await rejection(served.texts.upper({}));
    release.resolve();

    expect(refused).toMatchObject({ code: Code.UNAVAILABLE });
    expect(await running).toEqual({ text: 'finish me' });
    await closed;
    const next = new Server({ transports });
    await next.listen(served.address);
    await next.close();
  });

  it('ends calls UNAVAILABLE when the grace is over and aborts their handlers', async () => {
    const started = deferred();
    const aborted = deferred<unknown>();
    served = await serve({
      upper: (_request, context) => {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        started.resolve();
        return new Promise(() => {});
      },
    });
    const running = rejection(served.texts.upper({}));
    await started.promise;

    await served.server.close({ graceMs: 0 });

    expect(await running).toMatchObject({ code: Code.UNAVAILABLE });
    expect(await aborted.promise).toMatchObject({ code: Code.UNAVAILABLE });
  });

  it('may be called twice and refuses to listen afterwards', async () => {
    served = await serve({});

    await Promise.all([served.server.close(), served.server.close()]);

    expect(await rejection(served.server.listen(freshAddress()))).toMatchObject({
      code: Code.FAILED_PRECONDITION,
    });
  });
});

describe('Server.listen()', () => {
  it('refuses an address that a live server has, naming it', async () => {
    served = await serve({});
    const second = new Server({ transports });

    expect(await rejection(second.listen(served.address))).toMatchObject({
      code: 'address-in-use',
      message: expect.stringContaining(served.address),
    });
    await second.close();
  });

  it('serves several addresses at once', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    const other = freshAddress();
    await served.server.listen(other);
    const channel = new Channel(other, { transports });

    expect(await channel.client(Texts).upper({ text: 'b' })).toEqual({ text: 'b' });
    expect(served.server.addresses).toEqual([served.address, other]);
    await channel.close();
  });
});

describe('a limit', () => {
  it.each([
    'maxReceiveMessageBytes',
    'maxMetadataBytes',
    'maxStreams',
    'initialCreditBytes',
    'handshakeTimeoutMs',
  ])('%s out of range is a RangeError that names it', async (name) => {
    const { Server } = await import('./server.js');

    expect(() => new Server({ transports, [name]: -1 })).toThrow(name);
    expect(() => new Channel('memory:x', { transports, [name]: 0.5 })).toThrow(name);
  });
});
