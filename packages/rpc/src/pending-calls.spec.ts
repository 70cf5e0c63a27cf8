// SPDX-License-Identifier: Apache-2.0
// Calls that wait for a connection, and what listeners of the channel's state do to them.
import {
  type Connection,
  createTransportRegistry,
  memoryTransport,
  type Transport,
} from '@memlane/transport';
import { afterEach, describe, expect, it } from 'vitest';
import { freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Channel, Code, type RpcError, Server } from './index.js';

let served: Served | undefined;
let channel: Channel | undefined;
afterEach(async () => {
  await channel?.close();
  channel = undefined;
  await served?.close();
  served = undefined;
});

/** A request that does something while it is encoded. */
function doing(act: () => string): { text: string } {
  return {
    get text() {
      return act();
    },
  };
}

/** The memory transport, and what is done to its connections' hold on the process. */
function watchReferences() {
  const references: string[] = [];
  const transport: Transport = {
    ...memoryTransport,
    async connect(...given) {
      const connection = await memoryTransport.connect(...given);
      return new Proxy(connection, {
        get(target, name) {
          if (name === 'ref' || name === 'unref') references.push(name);
          const value = Reflect.get(target, name) as unknown;
          return typeof value === 'function' ? value.bind(target) : value;
        },
        set: (target, name, value) => Reflect.set(target, name, value),
      }) as Connection;
    },
  };
  return { references, watched: createTransportRegistry([transport]) };
}

describe('calls that wait for a connection', () => {
  it('are opened when one before them has a request that throws null', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    channel = new Channel(served.address, { transports });
    const texts = channel.client(Texts);

    const refused = rejection(
      texts.upper(
        doing(() => {
          throw null;
        }),
      ),
    );
    const next = texts.upper({ text: 'next' });

    expect(await refused).toMatchObject({ code: Code.INVALID_ARGUMENT });
    expect(await next).toEqual({ text: 'next' });
  });

  it('and are cancelled while one before them is opened do not hold the process', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    const { references, watched } = watchReferences();
    channel = new Channel(served.address, { transports: watched });
    const texts = channel.client(Texts);
    const controller = new AbortController();

    const first = texts.upper(
      doing(() => {
        controller.abort();
        return 'first';
      }),
    );
    const second = rejection(texts.upper({}, { signal: controller.signal }));

    expect(await first).toEqual({ text: 'first' });
    expect(await second).toMatchObject({ code: Code.CANCELLED });
    expect(references.at(-1)).toBe('unref');
  });

  it('again, because the server has gone, do not hold the process once they have failed', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    const { references, watched } = watchReferences();
    channel = new Channel(served.address, { transports: watched });
    const texts = channel.client(Texts);
    await texts.upper({});

    const closed = served.server.close();
    const late = rejection(texts.upper({}));
    await closed;
    expect(await late).toMatchObject({ code: Code.UNAVAILABLE });

    const successor = new Server({ transports }).add(Texts, { upper: ({ text }) => ({ text }) });
    await successor.listen(served.address);
    references.length = 0;
    await texts.upper({});
    expect(references.at(-1)).toBe('unref');
    await successor.close();
  });

  it('have an error each when the attempt fails, with the same cause', async () => {
    channel = new Channel(freshAddress(), { transports });
    const texts = channel.client(Texts);
    const told: RpcError[] = [];
    channel.on('state', (_state, error) => error !== undefined && told.push(error));

    const errors = (await Promise.all([
      rejection(texts.upper({})),
      rejection(texts.upper({})),
      rejection(channel.connect()),
      rejection(channel.connect()),
    ])) as RpcError[];
    errors[0]?.metadata.set('note', 'mine');

    expect(new Set([...errors, ...told]).size).toBe(5);
    expect(new Set(errors.map(({ cause }) => cause)).size).toBe(1);
    for (const other of [...errors.slice(1), ...told]) {
      expect(other).toMatchObject({ code: Code.UNAVAILABLE, message: errors[0]?.message, unsent: true });
      expect(other.metadata.get('note')).toBeUndefined();
    }
  });
});

describe('a listener of the state', () => {
  it('that closes the channel when it connects ends connect() CANCELLED', async () => {
    const closing = new Channel(freshAddress(), { transports });
    closing.on('state', (state) => {
      if (state === 'connecting') void closing.close();
    });

    expect(await rejection(closing.connect())).toMatchObject({ code: Code.CANCELLED });
    expect(await rejection(closing.client(Texts).upper({}))).toMatchObject({ code: Code.CANCELLED });
  });

  it('that makes a call when an attempt fails has an attempt made for it', async () => {
    served = await serve({ upper: ({ text }) => ({ text }) });
    let attempts = 0;
    const late: Transport = {
      ...memoryTransport,
      connect: (address, options) => {
        attempts++;
        return memoryTransport.connect(attempts === 1 ? `${address}-not` : address, options);
      },
    };
    channel = new Channel(served.address, { transports: createTransportRegistry([late]) });
    const texts = channel.client(Texts);
    let inner: Promise<unknown> | undefined;
    channel.on('state', (state) => {
      if (state === 'transient-failure') inner = texts.upper({ text: 'inner' });
    });

    expect(await rejection(texts.upper({ text: 'outer' }))).toMatchObject({ code: Code.UNAVAILABLE });
    expect(await inner).toEqual({ text: 'inner' });
    expect(attempts).toBe(2);
  });
});
