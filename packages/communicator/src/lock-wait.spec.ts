// SPDX-License-Identifier: Apache-2.0
import { BroadcastCode, type BroadcastFailure } from '@memlane/shm/broadcast';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPassing, LockLine, LockWait } from './lock-wait.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const failure = (code: number): BroadcastFailure => ({
  code,
  syscall: undefined,
  errno: 0,
  position: 0,
  size: 0,
  pid: 0,
  capacity: 0,
});
const busy = failure(BroadcastCode.busy);
const beingMade = failure(BroadcastCode.beingMade);

/** Begins to wait; each attempt ends as `answer` says at that time. */
function waiting(first = busy, line = new LockLine()) {
  const state = { answer: first as BroadcastFailure | undefined, attempts: 0 };
  const settled: (number | undefined)[] = [];
  const wait = new LockWait(
    line,
    () => {
      state.attempts++;
      return state.answer;
    },
    (end) => settled.push(end?.code),
  );
  wait.start(first);
  return { state, settled, wait };
}

describe('LockWait', () => {
  it('tries again a moment later, and settles once when that succeeds', () => {
    const { state, settled, wait } = waiting();
    expect([state.attempts, wait.waitsFor]).toEqual([0, busy]);
    state.answer = undefined;

    vi.runAllTimers();

    expect([state.attempts, settled, wait.waitsFor]).toEqual([1, [undefined], undefined]);
  });

  it('settles at once with what does not pass', () => {
    const { state, settled } = waiting();
    state.answer = failure(BroadcastCode.writerExists);

    vi.runAllTimers();

    expect([state.attempts, settled]).toEqual([1, [BroadcastCode.writerExists]]);
  });

  it('gives up after a second with a few dozen attempts, and leaves no timer', () => {
    const { state, settled } = waiting();

    vi.advanceTimersByTime(990);
    expect(settled).toEqual([]);
    vi.advanceTimersByTime(100);

    expect(settled).toEqual([BroadcastCode.busy]);
    expect(state.attempts).toBeLessThan(50);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits 30 s for who makes the file, and then a second for who comes next', () => {
    const { state, settled } = waiting(beingMade);
    vi.advanceTimersByTime(29_900);
    state.answer = busy;
    vi.advanceTimersByTime(900);
    expect(settled).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(settled).toEqual([BroadcastCode.busy]);

    const other = waiting(beingMade);
    vi.advanceTimersByTime(30_200);
    expect(other.settled).toEqual([BroadcastCode.beingMade]);
  });

  it('takes step after step, each a moment later, however many there are', () => {
    const { state, settled } = waiting(failure(BroadcastCode.again));

    vi.advanceTimersByTime(10_000);

    expect([state.attempts, settled]).toEqual([10_000, []]);
    state.answer = undefined;
    vi.runAllTimers();
    expect(settled).toEqual([undefined]);
  });

  it('makes no attempt after cancel(), and begins anew with start()', () => {
    const { state, settled, wait } = waiting();
    vi.advanceTimersByTime(900);
    wait.cancel();
    const attempts = state.attempts;
    vi.advanceTimersByTime(10_000);
    expect([state.attempts, settled, wait.waitsFor]).toEqual([attempts, [], undefined]);

    wait.start(busy);
    vi.advanceTimersByTime(900);
    expect(settled).toEqual([]);
  });

  it('keeps the process alive unless it is told not to, before it waits or while it does', () => {
    const spied: NodeJS.Timeout[] = [];
    const setTimer = globalThis.setTimeout;
    vi.stubGlobal('setTimeout', (callback: () => void, ms: number) => {
      spied.push(setTimer(callback, ms));
      return spied.at(-1);
    });
    const { wait } = waiting();
    const alive = () => spied.at(-1)?.hasRef();

    expect(alive()).toBe(true);
    wait.setAlive(false);
    expect(alive()).toBe(false);
    vi.advanceTimersByTime(10);
    expect(alive()).toBe(false);
    wait.setAlive(true);
    expect(alive()).toBe(true);
    vi.unstubAllGlobals();
  });
});

describe('LockLine', () => {
  it('lets those who were asked first go first, whoever looks', () => {
    const line = new LockLine();
    const order: string[] = [];
    let answer: BroadcastFailure | undefined = busy;
    const waits = ['first', 'second', 'third'].map((name) => {
      const wait = new LockWait(
        line,
        () => answer,
        () => order.push(name),
      );
      wait.start(busy);
      // The earlier ones look ever more rarely.
      vi.advanceTimersByTime(100);
      return wait;
    });
    answer = undefined;

    line.letPass(waits[1]);
    expect(order).toEqual(['first']);
    waits[2]?.start(busy);
    vi.advanceTimersToNextTimer();
    expect(order).toEqual(['first', 'second', 'third']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves a failure to the timer of who waits for it', () => {
    const line = new LockLine();
    const { state, settled } = waiting(busy, line);
    state.answer = failure(BroadcastCode.corrupt);

    line.letPass();
    expect([state.attempts, settled]).toEqual([1, []]);

    vi.runAllTimers();
    expect(settled).toEqual([BroadcastCode.corrupt]);
    line.letPass();
    expect(state.attempts).toBe(2);
  });
});

describe('isPassing()', () => {
  it('is true for what may be over a moment later, and for nothing else', () => {
    const codes = Object.values(BroadcastCode).filter((code) => isPassing(failure(code)));
    expect(codes).toEqual([BroadcastCode.again, BroadcastCode.busy, BroadcastCode.beingMade]);
  });
});
