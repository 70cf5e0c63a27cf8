// SPDX-License-Identifier: Apache-2.0
// Servers that go away in order or at a bad moment, and channels that find the next one.
import { afterEach, describe, expect, it } from 'vitest';
import { rawPeer } from '../test/support/raw-peer.js';
import { deferred, freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Channel, type ChannelState, Code, RpcError, Server } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('a draining server', () => {
  it('finishes a running stream while new calls go to the next server at the address', async () => {
    const turn = deferred();
    served = await serve({
      async *count() {
        yield { text: 'old 1' };
        await turn.promise;
        yield { text: 'old 2' };
      },
    });
    const { texts, address, channel } = served;
    const stream = texts.count({});
    await stream.next();
    const states: ChannelState[] = [];
    channel.on('state', (state) => states.push(state));

    const closed = served.server.close({ graceMs: 60_000 });
    await expect.poll(() => states.length).toBeGreaterThan(0);
    const next = new Server({ transports }).add(Texts, { upper: () => ({ text: 'new' }) });
    await next.listen(address);

    expect(await texts.upper({})).toEqual({ text: 'new' });
    turn.resolve();
    expect(await stream.next()).toMatchObject({ value: { text: 'old 2' } });
    expect((await stream.next()).done).toBe(true);
    await closed;
    expect(states).toEqual(['idle', 'connecting', 'ready']);
    await channel.close();
    await next.close();
  });

  it('leaves calls that waited in line to the next server; each runs once', async () => {
    const started = deferred();
    const release = deferred();
    served = await serve(
      {
        upper: async ({ text }) => {
          started.resolve();
          await release.promise;
          return { text: `old ${text}` };
        },
      },
      { server: { maxStreams: 1 } },
    );
    const { texts, address } = served;
    const first = texts.upper({ text: 'first' });
    await started.promise;
    const inLine = ['second', 'third'].map((text) => texts.upper({ text }, { waitForReady: true }));
    const seen: string[] = [];

    const closed = served.server.close({ graceMs: 60_000 });
    const next = new Server({ transports }).add(Texts, {
      upper: ({ text }) => {
        seen.push(text);
        return { text: `new ${text}` };
      },
    });
    await expect
      .poll(() =>
        next.listen(address).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);

    expect(await Promise.all(inLine)).toEqual([{ text: 'new second' }, { text: 'new third' }]);
    release.resolve();
    expect(await first).toEqual({ text: 'old first' });
    expect(seen).toEqual(['second', 'third']);
    await closed;
    await served.channel.close();
    await next.close();
  });

  it('whose channel is closed meanwhile: running calls end CANCELLED, the server sees them go', async () => {
    const started = deferred();
    const aborted = deferred<unknown>();
    served = await serve({
      upper: (_request, { signal }) => {
        signal.addEventListener('abort', () => aborted.resolve(signal.reason));
        started.resolve();
        return new Promise(() => {});
      },
    });
    const running = rejection(served.texts.upper({}));
    await started.promise;
    const draining = new Promise((resolve) => served?.channel.once('state', resolve));
    const closed = served.server.close({ graceMs: 60_000 });
    await draining;

    await served.channel.close();

    expect(await running).toMatchObject({ code: Code.CANCELLED });
    expect(await aborted.promise).toMatchObject({ code: Code.CANCELLED });
    await closed;
  });
});

describe('servers that turn a call away unseen', () => {
  it('are left for the next one five times; then the call is UNAVAILABLE and `unsent`', async () => {
    const address = freshAddress();
    const peer = await rawPeer(address, { turnsAway: true });
    const channel = new Channel(address, { transports });

    const error = await rejection(channel.client(Texts).upper({}));

    expect(error).toMatchObject({ code: Code.UNAVAILABLE, unsent: true });
    expect(peer.connections).toBe(6);
    await channel.close();
    await peer.close();
  });

  it('end a call whose requests were taken already UNAVAILABLE at once', async () => {
    const address = freshAddress();
    const peer = await rawPeer(address, { turnsAway: true });
    const channel = new Channel(address, { transports });

    expect(await rejection(channel.client(Texts).join([{}]))).toMatchObject({
      code: Code.UNAVAILABLE,
      unsent: true,
    });
    expect(peer.connections).toBe(1);
    await channel.close();
    await peer.close();
  });
});

describe('a server that is lost', () => {
  it('fails calls that it may have seen UNAVAILABLE, and never makes them again', async () => {
    let calls = 0;
    const started = deferred();
    served = await serve({
      upper: () => {
        calls++;
        started.resolve();
        return new Promise(() => {});
      },
    });
    const running = rejection(served.texts.upper({}, { waitForReady: true }));
    await started.promise;

    await served.server.close({ graceMs: 0 });

    expect(await running).toMatchObject({ code: Code.UNAVAILABLE, unsent: false });
    expect(calls).toBe(1);
  });

  it('that nobody replaced leaves calls UNAVAILABLE and `unsent`', async () => {
    served = await serve({ upper: () => ({}) });
    await served.server.close();

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.UNAVAILABLE,
      unsent: true,
      message: expect.stringContaining(served.address),
    });
  });

  it('that hangs up before or while the session opens is UNAVAILABLE for connect() and calls', async () => {
    const address = freshAddress();
    const listener = await transports.listen(address, {
      onConnection: (connection) => connection.close(),
    });
    const channel = new Channel(address, { transports });

    expect(await rejection(channel.connect())).toMatchObject({ code: Code.UNAVAILABLE });
    expect(await rejection(channel.client(Texts).upper({}))).toMatchObject({ code: Code.UNAVAILABLE });

    await channel.close();
    await listener.close();
  });

  it('that drains in the batch that opens the session is UNAVAILABLE for connect() and calls', async () => {
    const { ServerSession } = await import('@memlane/protocol');
    const { default: protobuf } = await import('protobufjs/minimal.js');
    const address = freshAddress();
    const listener = await transports.listen(address, {
      onConnection: (connection) => {
        const session = new ServerSession(connection, {
          writer: protobuf.Writer.create(),
          resolve: () => undefined,
          call: () => {
            throw new Error('no call was expected');
          },
        });
        session.drain();
      },
    });
    const channel = new Channel(address, { transports });

    expect(await rejection(channel.connect())).toMatchObject({ code: Code.UNAVAILABLE });
    expect(await rejection(channel.client(Texts).upper({}))).toMatchObject({ code: Code.UNAVAILABLE });

    await channel.close();
    await listener.close();
  });
});

describe('reconnecting', () => {
  it('waits longer after each failure, with jitter, while calls with waitForReady wait', async () => {
    const channel = new Channel(freshAddress(), {
      transports,
      backoff: { initialMs: 1, maxMs: 4, multiplier: 2, jitter: 0.5 },
    });
    let failures = 0;
    const enough = deferred();
    channel.on('state', (state) => {
      if (state === 'transient-failure' && ++failures === 5) enough.resolve();
    });
    const call = rejection(channel.client(Texts).upper({}, { waitForReady: true }));

    await enough.promise;
    await channel.close();

    expect(await call).toMatchObject({ code: Code.CANCELLED });
  });

  it('is not tried while nobody waits', async () => {
    const channel = new Channel(freshAddress(), { transports, backoff: { initialMs: 1, maxMs: 1 } });
    const states: ChannelState[] = [];
    channel.on('state', (state) => states.push(state));

    await rejection(channel.client(Texts).upper({}));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));

    expect(states).toEqual(['connecting', 'transient-failure']);
    await channel.close();
  });
});

describe('the event "state"', () => {
  it('tells why: the error of a failed attempt and of a lost connection', async () => {
    served = await serve({});
    const events: [ChannelState, unknown][] = [];
    served.channel.on('state', (state, error) => events.push([state, error?.code]));
    await served.server.close();
    await expect.poll(() => events.length).toBeGreaterThan(0);
    await rejection(served.channel.connect());

    expect(events.slice(-2)).toEqual([
      ['connecting', undefined],
      ['transient-failure', Code.UNAVAILABLE],
    ]);
  });

  it('whose listener throws keeps no call from being made', async () => {
    const uncaught = deferred<unknown>();
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', uncaught.resolve);
    served = await serve({ upper: ({ text }) => ({ text }) });
    const channel = new Channel(served.address, { transports });
    channel.on('state', (state) => {
      if (state === 'ready') throw new RpcError(Code.ABORTED, 'a careless listener');
    });

    expect(await channel.client(Texts).upper({ text: 'a' })).toEqual({ text: 'a' });

    expect(await uncaught.promise).toMatchObject({ message: 'a careless listener' });
    for (const listener of others) process.on('uncaughtException', listener);
    await channel.close();
  });

  it('is waited for by many connect() at once without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    served = await serve({});
    const channel = new Channel(served.address, { transports });

    await Promise.all(Array.from({ length: 50 }, () => channel.connect()));
    await new Promise(setImmediate);

    expect(warnings).toEqual([]);
    process.off('warning', onWarning);
    await channel.close();
  });
});
