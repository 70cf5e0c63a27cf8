// SPDX-License-Identifier: Apache-2.0
// What comes for other calls of a channel while a synchronous one blocks, and the ends of connections.
import { FrameType } from '@memlane/protocol';
import { TransportError } from '@memlane/transport';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, connected, thrown, turn } from '../test/support/scripted-channel.js';
import { ScriptedServer } from '../test/support/scripted-server.js';
import { Code } from './index.js';

afterEach(closeAll);

describe('what arrives for others during a synchronous call', () => {
  it('is handed over afterwards, in its order, and calls nobody inside it', async () => {
    const { server, texts } = await connected();
    const told: string[] = [];
    const tell = (name: string) => ({
      onHeaders: () => told.push(`${name} headers`),
      onTrailers: () => told.push(`${name} trailers`),
    });
    const first = texts.upper({}, tell('first')).then(({ text }) => told.push(text));
    const second = texts.upper({}, tell('second')).then(({ text }) => told.push(text));
    const stream = texts.count({}, tell('stream'));
    const next = stream.next().then(({ value }) => told.push(value?.text ?? 'end'));
    server.onWait(() => server.headers(3).headers(2).message(3, 'message'));
    server.onWait(() => server.answer(2, 'SECOND').headers(1).answer(1, 'FIRST'));
    server.onWait(() => server.answer(4, 'SYNC'));

    told.push(texts.sync.upper({}).text);
    told.push('returned');
    await Promise.all([first, second, next]);

    expect(told.slice(0, 2)).toEqual(['SYNC', 'returned']);
    expect(told.filter((one) => /headers|trailers/.test(one))).toEqual([
      'stream headers',
      'second headers',
      'second trailers',
      'first headers',
      'first trailers',
    ]);
    expect(told.filter((one) => !/headers|trailers/.test(one)).slice(2)).toEqual([
      'message',
      'SECOND',
      'FIRST',
    ]);
  });

  it('comes before what arrives later, also when the loop has not turned in between', async () => {
    const { server, texts } = await connected();
    const stream = texts.count({});
    for (const text of ['a', 'b', 'c']) {
      server.onWait(() => server.message(1, text));
      server.onWait(() => server.answer(server.calls.at(-1) as number, text));
      texts.sync.upper({});
    }
    server.message(1, 'd').status(1, 0, '').turn();

    const all: string[] = [];
    for await (const { text } of stream) all.push(text);
    expect(all).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is bounded by credit: a stream that sends more breaks the connection as ever', async () => {
    const { server, texts } = await connected();
    const stream = texts.count({});
    const piece = 'x'.repeat(60_000);
    server.onWait(() => {
      for (let i = 0; i < 5; i++) server.message(1, piece);
    });
    // A turn takes a part of it.
    for (let i = 0; i < 2; i++) server.onWait(() => {});

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({
      code: Code.UNAVAILABLE,
      message: expect.stringContaining('more than its credit'),
    });

    for (let i = 0; i < 4; i++) expect((await stream.next()).value?.text).toBe(piece);
    await expect(stream.next()).rejects.toMatchObject({ code: Code.UNAVAILABLE });
  });

  it('is dropped for a call that is cancelled before it is handed over', async () => {
    const { server, texts } = await connected();
    const controller = new AbortController();
    const told: string[] = [];
    const call = texts.upper({}, { signal: controller.signal, onHeaders: () => told.push('headers') });
    server.onWait(() => server.headers(1).answer(1, 'FIRST').answer(2, 'SYNC'));

    texts.sync.upper({});
    controller.abort();

    await expect(call).rejects.toMatchObject({ code: Code.CANCELLED });
    await turn();
    expect(told).toEqual([]);
  });

  it('PING is answered and CREDIT used at once', async () => {
    const { server, texts } = await connected(new ScriptedServer({ initialCreditBytes: 1024 }));
    const large = texts.join([{ text: 'x'.repeat(3000) }]);
    await turn();
    server.onWait(() =>
      server.frame(1, FrameType.CREDIT, { extra: 5000 }).frame(0, FrameType.PING, { extra: 7 }),
    );
    server.onWait(() => {
      expect(server.sent.filter(({ type }) => type === FrameType.PONG)).toMatchObject([{ extra: 7 }]);
      const bytes = server.sent.filter(({ type, streamId }) => type === FrameType.MESSAGE && streamId === 1);
      expect(bytes.reduce((sum, { payload }) => sum + payload.length, 0)).toBeGreaterThan(3000);
      server.answer(2, 'SYNC').answer(1, 'LARGE');
    });

    expect(texts.sync.upper({}).text).toBe('SYNC');
    expect((await large).text).toBe('LARGE');
  });

  it('GOAWAY stops new calls at once, the running one ends, and "state" follows afterwards', async () => {
    const { server, texts, channel } = await connected();
    const states: string[] = [];
    channel.on('state', (state) => states.push(state));
    server.onWait(() => server.goaway(1));
    server.onWait(() => server.answer(1, 'SYNC'));

    expect(texts.sync.upper({}).text).toBe('SYNC');

    expect(channel.state).toBe('idle');
    expect(states).toEqual([]);
    await turn();
    expect(states[0]).toBe('idle');
  });

  it('GOAWAY that leaves the call unseen ends it UNAVAILABLE, saying what to do', async () => {
    const { server, texts } = await connected();
    server.onWait(() => server.goaway(0));

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({
      code: Code.UNAVAILABLE,
      message: expect.stringContaining('await channel.connect()'),
    });
  });
});

describe('a synchronous call from inside a callback of the same connection', () => {
  it('onHeaders: the frames behind are taken in their order', async () => {
    const { server, texts } = await connected();
    const told: string[] = [];
    const call = texts.upper(
      {},
      { onHeaders: () => told.push(texts.sync.upper({}).text), onTrailers: () => told.push('trailers') },
    );
    await turn();
    server.onWait(() => server.answer(2, 'SYNC'));

    server.headers(1).answer(1, 'FIRST').turn();
    told.push((await call).text);

    expect(told).toEqual(['SYNC', 'trailers', 'FIRST']);
  });

  it('a promise reaction and the body of a for await: nothing is lost', async () => {
    const { server, texts } = await connected();
    const all: string[] = [];
    const stream = texts.count({});
    await turn();
    server.message(1, 'a').message(1, 'b').turn();
    for await (const { text } of stream) {
      server.onWait(() => {
        const id = server.calls.at(-1) as number;
        if (text === 'b') server.message(1, 'c');
        if (text === 'c') server.status(1, 0, '');
        server.answer(id, text.toUpperCase());
      });
      all.push(text, texts.sync.upper({ text }).text);
    }

    expect(all).toEqual(['a', 'A', 'b', 'B', 'c', 'C']);
  });

  it('"state": a listener may call', async () => {
    const { server, texts, channel } = await connected();
    const told: unknown[] = [];
    channel.once('state', () => told.push(thrown(() => texts.sync.upper({})).code));
    server.end();
    await turn();

    expect(told[0]).toBe(Code.UNAVAILABLE);
  });
});

describe('a connection that ends during a synchronous call', () => {
  it('by the death of the peer: what it published counts, then UNAVAILABLE for all', async () => {
    const { server, texts } = await connected();
    const answered = texts.upper({});
    const running = texts.upper({});
    server.onWait(() => server.answer(1, 'FIRST'));
    server.onWait(() => 'ended');

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({ code: Code.UNAVAILABLE });

    expect((await answered).text).toBe('FIRST');
    await expect(running).rejects.toMatchObject({ code: Code.UNAVAILABLE });
  });

  it('by a violation of the memory: UNAVAILABLE with its reason', async () => {
    const { server, texts } = await connected();
    server.onWait(() => {
      throw new TransportError('corrupt', 'the peer broke the memory protocol');
    });

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({
      code: Code.UNAVAILABLE,
      message: expect.stringContaining('the peer broke the memory protocol'),
    });
  });

  it('by a frame that breaks the protocol: UNAVAILABLE, and the server is told why', async () => {
    const { server, texts } = await connected();
    server.onWait(() => server.answer(99, 'never asked'));

    expect(thrown(() => texts.sync.upper({}))).toMatchObject({ code: Code.UNAVAILABLE });
    expect(server.sent.at(-1)?.type).toBe(FrameType.GOAWAY);
  });

  it('tells "state" afterwards, once', async () => {
    const { server, texts, channel } = await connected();
    const states: string[] = [];
    channel.on('state', (state) => states.push(state));
    server.onWait(() => 'ended');

    thrown(() => texts.sync.upper({}));

    expect([channel.state, ...states]).toEqual(['idle']);
    await turn();
    expect(states).toEqual(['idle']);
  });
});
