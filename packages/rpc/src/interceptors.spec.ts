// SPDX-License-Identifier: Apache-2.0
// What interceptors change, on both sides and over all four kinds of methods, and in which order.
import { afterEach, describe, expect, it } from 'vitest';
import { type Served, serve } from '../test/support/served.js';
import { handlers } from '../test/support/text-handlers.js';
import { type Text, Texts } from '../test/support/text-service.js';
import { type Interceptor, Metadata } from './index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

/** One call of each kind; what came back. */
async function callAll({ texts }: Pick<Served, 'texts'>): Promise<string[][]> {
  const counted: string[] = [];
  for await (const { text } of texts.count({ text: '2' })) counted.push(text);
  const echoed: string[] = [];
  await texts.echo([{ text: 'x' }, { text: 'y' }], { onMessage: ({ text }) => void echoed.push(text) });
  return [
    [(await texts.upper({ text: 'a' })).text],
    counted,
    [(await texts.join([{ text: 'p' }, { text: 'q' }])).text],
    echoed,
  ];
}

/** Writes down what it sees. */
function watch(name: string, log: string[]): Interceptor {
  return async (call, next) => {
    log.push(`${name} > ${call.method.name}`);
    try {
      return await next();
    } finally {
      log.push(`${name} < ${call.method.name}`);
    }
  };
}

/** Puts `mark` behind every request and response. */
function marking(mark: string): Interceptor {
  return (call, next) => {
    const map = (message: unknown) => ({ text: (message as Text).text + mark });
    call.mapRequests(map);
    call.mapResponses(map);
    return next();
  };
}

describe('interceptors', () => {
  it('run around calls of all kinds on both sides, in the order given', async () => {
    const log: string[] = [];
    served = await serve(handlers, {
      server: { interceptors: [watch('s1', log), watch('s2', log)] },
      channel: { interceptors: [watch('c1', log), watch('c2', log)] },
    });

    expect(await callAll(served)).toEqual([['A'], ['0', '1'], ['pq'], ['x', 'y']]);

    const one = (name: string) => ['c1', 'c2', 's1', 's2'].map((who) => `${who} > ${name}`);
    const back = (name: string) => ['s2', 's1', 'c2', 'c1'].map((who) => `${who} < ${name}`);
    expect(log).toEqual(['Count', 'Echo', 'Upper', 'Join'].flatMap((name) => [...one(name), ...back(name)]));
  });

  it('of a client and of a service run inside those of the channel and the server', async () => {
    const log: string[] = [];
    served = await serve(
      {},
      {
        server: { interceptors: [watch('server', log)] },
        channel: { interceptors: [watch('channel', log)] },
      },
    );
    const { address, channel, server } = served;
    const Other = {
      typeName: 'test.Other',
      methods: { upper: { ...Texts.methods.upper, path: '/test.Other/Upper' } },
    };
    server.add(Other, { upper: ({ text }) => ({ text }) }, { interceptors: [watch('service', log)] });

    await channel.client(Other, { interceptors: [watch('client', log)] }).upper({ text: address });

    expect(log.slice(0, 4)).toEqual([
      'channel > Upper',
      'client > Upper',
      'server > Upper',
      'service > Upper',
    ]);
  });

  it('change requests from the outside in and responses from the inside out', async () => {
    served = await serve(
      { ...handlers, upper: (request) => request },
      {
        server: { interceptors: [marking('3'), marking('4')] },
        channel: { interceptors: [marking('1'), marking('2')] },
      },
    );

    expect(await callAll(served)).toEqual([
      ['a12344321'],
      // The handler is asked for "21234" of them.
      expect.objectContaining({ length: 21234 }),
      ['p1234q12344321'],
      ['x12344321', 'y12344321'],
    ]);
  });

  it('change metadata on the way there and back', async () => {
    served = await serve(
      {
        upper(_request, { metadata, responseMetadata, trailers }) {
          responseMetadata.set('seen', [...metadata].map(([key, value]) => `${key}=${value}`).join());
          trailers.set('t', 'handler');
          return {};
        },
      },
      {
        server: {
          interceptors: [
            async (call, next) => {
              call.metadata.set('server', 'in');
              const outcome = await next();
              outcome.trailers.append('t', 'server');
              return outcome;
            },
          ],
        },
        channel: {
          interceptors: [
            async (call, next) => {
              call.metadata.set('client', 'in');
              const outcome = await next();
              outcome.trailers.append('t', `client saw ${outcome.headers.size}`);
              return outcome;
            },
          ],
        },
      },
    );
    let headers = new Metadata();
    let trailers = new Metadata();
    const metadata = new Metadata({ own: '1' });

    await served.texts.upper(
      {},
      {
        metadata,
        onHeaders: (received) => {
          headers = received;
        },
        onTrailers: (received) => {
          trailers = received;
        },
      },
    );

    expect(headers.get('seen')).toBe('own=1,client=in,server=in');
    expect(trailers.getAll('t')).toEqual(['handler', 'server', 'client saw 1']);
    expect(metadata.size).toBe(1);
  });
});
