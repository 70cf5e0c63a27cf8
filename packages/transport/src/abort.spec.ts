// SPDX-License-Identifier: Apache-2.0
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onAbort } from './abort.js';

describe('onAbort()', () => {
  it('puts one listener on a signal for however many wait, and takes it off after the last', () => {
    const { signal } = new AbortController();

    const ends = Array.from({ length: 100 }, () => onAbort([signal], () => {}));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    for (const end of ends.slice(1)) end();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    ends[0]?.();

    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('calls everyone that waits once, in their order, also with the same function', () => {
    const controller = new AbortController();
    const called: number[] = [];
    const twice = () => called.push(2);
    onAbort([controller.signal], () => called.push(1));
    onAbort([controller.signal], twice);
    onAbort([controller.signal], twice);

    controller.abort();

    expect(called).toEqual([1, 2, 2]);
  });

  it('listens to the first of several signals, and leaves nothing on the others', () => {
    const first = new AbortController();
    const second = new AbortController();
    let calls = 0;
    const end = onAbort([undefined, first.signal, second.signal], () => calls++);

    second.abort();
    end();
    first.abort();

    expect(calls).toBe(1);
    expect(getEventListeners(first.signal, 'abort')).toHaveLength(0);
  });

  it('does not call one that another has ended', () => {
    const controller = new AbortController();
    const called: string[] = [];
    let end = () => {};
    onAbort([controller.signal], () => {
      called.push('first');
      end();
    });
    end = onAbort([controller.signal], () => called.push('second'));

    controller.abort();

    expect(called).toEqual(['first']);
  });

  it('can be ended twice, and begun again', () => {
    const controller = new AbortController();
    let calls = 0;
    const end = onAbort([controller.signal], () => calls++);
    end();
    end();
    onAbort([controller.signal], () => calls++);
    end();

    controller.abort();

    expect(calls).toBe(1);
  });
});
