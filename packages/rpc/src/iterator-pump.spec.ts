// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { IteratorPump } from './iterator-pump.js';
import { MessageWriter } from './message-writer.js';

/** Takes what is sent; asks to wait after each message of `waitAfter`. */
function makeSink(waitAfter: readonly unknown[] = []) {
  const sent: unknown[] = [];
  const writer = new MessageWriter('/a.B/c', {
    put(message) {
      sent.push(message);
      return !waitAfter.includes(message);
    },
  });
  return { sent, writer };
}

/** Counts how far the generator has come. */
function makeNumbers(count: number) {
  const steps = { begun: 0, left: false };
  async function* numbers() {
    try {
      for (let i = 0; i < count; i++) {
        steps.begun++;
        yield i;
      }
    } finally {
      steps.left = true;
    }
  }
  return { steps, iterator: numbers() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('IteratorPump', () => {
  it('sends all of an asynchronous iterator and of any other', async () => {
    for (const iterator of [makeNumbers(3).iterator, [0, 1, 2].values()]) {
      const { sent, writer } = makeSink();

      await new IteratorPump(iterator, writer).run();

      expect(sent).toEqual([0, 1, 2]);
    }
  });

  it('asks for no message before there is credit for it', async () => {
    const { sent, writer } = makeSink([1]);
    const { steps, iterator } = makeNumbers(3);
    const ended = new IteratorPump(iterator, writer).run();

    await turn();
    expect([sent, steps.begun]).toEqual([[0, 1], 2]);

    writer.drained();
    await ended;
    expect(sent).toEqual([0, 1, 2]);
  });

  it('tells an iterator that is left, and sends nothing more', async () => {
    const { sent, writer } = makeSink([1]);
    const { steps, iterator } = makeNumbers(3);
    const pump = new IteratorPump(iterator, writer);
    const ended = pump.run();
    await turn();

    pump.leave();
    writer.drained();
    await ended;

    expect([sent, steps]).toEqual([[0, 1], { begun: 2, left: true }]);
  });

  it('does not tell an iterator that has come to its end', async () => {
    const { writer } = makeSink();
    let told = 0;
    const iterator = {
      next: () => Promise.resolve({ done: true as const, value: undefined }),
      return: () => {
        told++;
        return Promise.resolve({ done: true as const, value: undefined });
      },
    };
    const pump = new IteratorPump(iterator, writer);

    await pump.run();
    pump.leave();

    expect(told).toBe(0);
  });

  it.each([
    ['throws', () => raise()],
    ['rejects', () => Promise.reject(new Error('no more'))],
  ])('rejects when next() %s', async (_, next) => {
    const { writer } = makeSink();

    const ended = new IteratorPump({ next } as AsyncIterator<unknown>, writer).run();

    await expect(ended).rejects.toThrow('no more');
  });

  it('rejects when next() gives no object, or the writer throws', async () => {
    const { writer } = makeSink();
    const nothing = { next: () => undefined } as unknown as AsyncIterator<unknown>;
    await expect(new IteratorPump(nothing, writer).run()).rejects.toThrow(TypeError);

    writer.end(new Error('over'));
    await expect(new IteratorPump(makeNumbers(1).iterator, writer).run()).rejects.toThrow('over');
  });
});

function raise(): never {
  throw new Error('no more');
}
