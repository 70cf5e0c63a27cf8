// SPDX-License-Identifier: Apache-2.0
import {
  BroadcastResult,
  type NativeBroadcast,
  recordFirst,
  recordHeaderBytes,
} from '@memlane/shm/broadcast';
import { describe, expect, it } from 'vitest';
import type { CommunicatorError } from './error.js';
import { Inbox } from './inbox.js';

type Step = string[] | { length: number; rest: number; first: boolean } | 'fault';

/** A native side that brings one step after the other, and says how many bytes were freed. */
class FakeNative {
  freed = 0;
  left: number | undefined;
  passed = 0;
  #piece = false;
  readonly steps: Step[];

  constructor(steps: Step[]) {
    this.steps = steps;
  }
  read(into: Uint8Array, consumed: number): number {
    this.#free(consumed);
    const step = this.steps[0];
    if (step === undefined) return 0;
    if (step === 'fault') return BroadcastResult.fault;
    if (!Array.isArray(step)) return BroadcastResult.nextIsPiece;
    this.steps.shift();
    let at = 0;
    for (const text of step) {
      const bytes = Buffer.from(text);
      new DataView(into.buffer).setUint32(at, bytes.length + recordFirst, true);
      into.set(bytes, at + recordHeaderBytes);
      at += recordHeaderBytes + bytes.length;
    }
    return at;
  }
  nextPiece(): [number, number, boolean] {
    const { length, rest, first } = this.steps[0] as { length: number; rest: number; first: boolean };
    this.#piece = true;
    return [length, rest, first];
  }
  takePiece(into: Uint8Array, offset: number): void {
    const { length } = this.steps.shift() as { length: number };
    this.#piece = false;
    into.fill(length, offset, offset + length);
    this.freed += recordHeaderBytes + length;
  }
  head(): number {
    return this.freed + this.passed;
  }
  leave(consumed: number): void {
    this.#free(consumed);
    this.left = consumed;
  }
  /** As in the file, a piece that was shown stays until its bytes are freed. */
  #free(consumed: number): void {
    this.freed += consumed;
    if (consumed > 0 && this.#piece) this.steps.shift();
    this.#piece = false;
  }
}

function inbox(steps: Step[], maxMessageBytes = 1000, onMessage: (text: string) => void = () => {}) {
  const native = new FakeNative(steps);
  const texts: string[] = [];
  const errors: CommunicatorError[] = [];
  const box = new Inbox(native as unknown as NativeBroadcast, maxMessageBytes, {
    message(data) {
      texts.push(data.length > 20 ? `${data.length}` : Buffer.from(data).toString());
      onMessage(texts.at(-1) as string);
    },
    failed: (error) => errors.push(error),
  });
  return { native, box, texts, errors };
}
const code = (expected: string) => expect.objectContaining({ name: 'CommunicatorError', code: expected });

describe('Inbox.drain()', () => {
  it('delivers each message of each batch and frees what it has delivered', () => {
    const { native, box, texts } = inbox([['a', ''], ['bc']]);

    box.drain();

    expect(texts).toEqual(['a', '', 'bc']);
    expect(native.freed).toBe(3 * 8 + 3);
  });

  it('gives each message bytes of its own', () => {
    const native = new FakeNative([['a'], ['b']]);
    const all: Uint8Array[] = [];
    const box = new Inbox(native as unknown as NativeBroadcast, 10, {
      message: (data) => all.push(data),
      failed: () => {},
    });
    box.drain();
    expect(all.map((data) => data[0])).toEqual([97, 98]);
    expect(all[0]?.buffer).not.toBe(all[1]?.buffer);
  });

  it('leaves others their turn when there is much', () => {
    const { native, box, texts } = inbox(Array.from({ length: 100 }, () => ['x']));
    box.drain();
    expect(texts.length).toBeGreaterThan(1);
    expect(native.steps.length).toBeGreaterThan(50);
  });

  it('puts pieces together', () => {
    const { box, texts } = inbox([
      ['a'],
      { length: 100, rest: 50, first: true },
      { length: 50, rest: 0, first: false },
      ['b'],
    ]);
    box.drain();
    expect(texts).toEqual(['a', '150', 'b']);
  });

  it.each([
    ['a small message', ['b'], ['b']],
    ['another large one', { length: 60, rest: 0, first: true }, ['60']],
  ])('drops a message that was cut off when %s begins', (_, next, expected) => {
    const { box, texts, errors } = inbox([{ length: 100, rest: 50, first: true }, next as Step]);
    box.drain();
    expect(texts).toEqual(expected);
    expect(errors).toEqual([]);
  });

  it.each([
    ['more', { length: 60, rest: 0, first: false }],
    ['less', { length: 40, rest: 0, first: false }],
    ['another rest', { length: 50, rest: 10, first: false }],
  ])('ends with "corrupt" when a piece brings %s than was said', (_, piece) => {
    const { native, box, texts, errors } = inbox([{ length: 100, rest: 50, first: true }, piece]);
    box.drain();
    expect([texts, errors]).toEqual([[], [code('corrupt')]]);
    expect(native.left).toBe(0);
  });

  it('ends with "corrupt" when the native side says so, and delivers nothing more', () => {
    const { native, box, texts, errors } = inbox([['a'], 'fault', ['b']]);
    box.drain();
    box.drain();
    expect([texts, errors, native.left]).toEqual([['a'], [code('corrupt')], 0]);
  });

  it('leaves out a message above maxMessageBytes and says so', () => {
    const { native, box, texts, errors } = inbox([['abc', 'abcd', 'abc']], 3);
    box.drain();
    expect(texts).toEqual(['abc', 'abc']);
    expect(errors).toEqual([code('message-too-large')]);
    expect(errors[0]?.message).toBe('message of 4 bytes exceeds maxMessageBytes (3)');
    expect(native.freed).toBe(3 * 8 + 10);
  });

  it('stops in the middle of a batch, and frees only what was delivered', () => {
    const { native, box, texts } = inbox([['a', 'b', 'c']], 10, (text) => {
      if (text === 'b') box.stop();
    });
    box.drain();
    box.drain();
    expect(texts).toEqual(['a', 'b']);
    expect(native.left).toBe(18);
  });

  it('counts a message as delivered whose handler throws', () => {
    const { native, box, texts } = inbox([['a', 'b']], 10, (text) => {
      if (text === 'a') throw new Error('from the handler');
    });
    expect(() => box.drain()).toThrow('from the handler');
    box.drain();
    expect(texts).toEqual(['a']);
    expect(native.freed).toBe(9);
  });

  describe('of a message in pieces that is too large', () => {
    const steps = (): Step[] => [
      { length: 8, rest: 8, first: true },
      { length: 8, rest: 0, first: false },
      ['after'],
    ];
    function readers(onError: (box: Inbox) => void) {
      const native = new FakeNative(steps());
      const texts: string[] = [];
      const codes: string[] = [];
      const next = (): Inbox => {
        const box = new Inbox(native as unknown as NativeBroadcast, 10, {
          message: (data) => texts.push(Buffer.from(data).toString()),
          failed(error) {
            codes.push(error.code);
            onError(box);
          },
        });
        return box;
      };
      return { next, texts, codes };
    }

    it('frees the piece though the listener throws', () => {
      const { next, texts, codes } = readers(() => {
        throw new Error('from the listener');
      });
      const box = next();

      expect(() => box.drain()).toThrow('from the listener');
      box.drain();

      expect([texts, codes]).toEqual([['after'], ['message-too-large']]);
    });

    it('frees the piece though the listener stops the reader, and the next one starts behind it', () => {
      const { next, texts, codes } = readers((box) => box.stop());

      next().drain();
      next().drain();

      expect([texts, codes]).toEqual([['after'], ['message-too-large']]);
    });
  });

  it.each([
    ['goes on with', 0, ['150']],
    ['forgets', 1, []],
  ])('%s a message that was cut off by stop() when %i bytes have passed since', (_, passed, expected) => {
    const native = new FakeNative([{ length: 100, rest: 50, first: true }]);
    const texts: string[] = [];
    const handler = {
      message: (data: Uint8Array) => texts.push(`${data.length}`),
      failed: (error: Error) => {
        throw error;
      },
    };
    const first = new Inbox(native as unknown as NativeBroadcast, 1000, handler);
    first.drain();
    const unfinished = first.stop();
    native.passed = passed;
    native.steps.push({ length: 50, rest: 0, first: false });

    new Inbox(native as unknown as NativeBroadcast, 1000, handler, unfinished).drain();

    expect(texts).toEqual(expected);
  });

  it('leaves out a message that there is no memory for', () => {
    const huge = 2 ** 53 - 1;
    const { box, texts, errors } = inbox([{ length: 8, rest: huge - 8, first: true }], huge);
    box.drain();
    expect([texts, errors]).toEqual([[], [code('message-too-large')]]);
  });
});
