// SPDX-License-Identifier: Apache-2.0
import { BroadcastCode, type BroadcastFailure, type NativeBroadcast } from '@memlane/shm/broadcast';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Entrance } from './entrance.js';
import { CommunicatorError } from './error.js';
import { Sender } from './sender.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A native side whose steps fail with `code` while it is not 0. */
class FakeNative {
  code: number = BroadcastCode.busy;
  readonly calls: string[] = [];
  room = Number.POSITIVE_INFINITY;

  #step(name: string): BroadcastFailure | undefined {
    this.calls.push(name);
    if (this.code === 0) return undefined;
    return { code: this.code, syscall: undefined, errno: 0, position: 0, size: 0, pid: 0, capacity: 0 };
  }
  open() {
    return this.#step('open');
  }
  use(read: number, write: number) {
    return this.#step(`use ${read} ${write}`);
  }
  claimWriter() {
    return this.#step('claim') ?? 1000;
  }
  writeRecords(records: Uint8Array, length: number) {
    if (length > this.room) return 0;
    this.calls.push(`records ${Buffer.from(records.subarray(0, length)).toString('latin1').match(/\w+/g)}`);
    return length;
  }
  writePieces(message: Uint8Array, done: number) {
    this.calls.push(`pieces ${message.length}`);
    return message.length - done;
  }
  tryMessage(message: Uint8Array) {
    this.calls.push(`message ${Buffer.from(message)}`);
    return 1;
  }
  take(): string[] {
    return this.calls.splice(0);
  }
}
function sender() {
  const native = new FakeNative();
  const entrance = new Entrance(native as unknown as NativeBroadcast, {
    name: 'orders',
    capacity: 4096,
    path: '/run/orders',
  });
  entrance.readPosition = 2000;
  return { native, entrance, box: new Sender(native as unknown as NativeBroadcast, entrance, 2000) };
}
const code = (expected: string) => expect.objectContaining({ name: 'CommunicatorError', code: expected });

describe('Sender.write()', () => {
  it('takes the place to write with the first message, and only then', async () => {
    const { native, entrance, box } = sender();
    native.code = 0;

    await box.write('a');
    await box.write('b');

    expect(native.take()).toEqual(['open', 'use 2000 0', 'claim', 'records a', 'records b']);
    expect(entrance.used).toBe(true);
  });

  it('keeps what is written while the lock is taken, copied and in order, and asks only now and then', async () => {
    const { native, box } = sender();
    const bytes = Buffer.from('b');
    const written = [box.write('a'), box.write(bytes), box.write('c'.repeat(1500)), box.write('d')];
    bytes.fill('?');
    expect([native.take(), box.waits]).toEqual([['open'], true]);

    native.code = 0;
    vi.runAllTimers();
    written.push(box.write('e'));
    await Promise.all(written);

    expect(native.take()).toEqual([
      'open',
      'use 2000 0',
      'claim',
      'records a,b',
      'pieces 1500',
      'records d,e',
    ]);
    expect(box.waits).toBe(false);
  });

  it('rejects all that waits when it gives up, and the next write begins anew', async () => {
    const { native, box } = sender();
    const written = [box.write('a'), box.write('b')];

    vi.advanceTimersByTime(1100);

    for (const one of written) await expect(one).rejects.toEqual(code('busy'));
    native.code = 0;
    native.take();
    await box.write('c');
    expect(native.take()).toEqual(['open', 'use 2000 0', 'claim', 'records c']);
  });

  it('throws at once what does not pass, and rejects with it what waited', async () => {
    const { native, box } = sender();
    const written = box.write('a');
    native.code = BroadcastCode.overlap;
    vi.runAllTimers();
    await expect(written).rejects.toEqual(code('overlapping-regions'));

    expect(() => box.write('b')).toThrow(code('overlapping-regions'));
    expect(box.waits).toBe(false);
  });

  it('refuses what is too large and waits for nothing then', () => {
    const { box } = sender();
    expect(() => box.write('x'.repeat(2001))).toThrow(code('message-too-large'));
    expect(box.waits).toBe(false);
  });
});

describe('Sender.tryWrite()', () => {
  it('is false while the lock is taken, and leaves nothing that would try again', () => {
    const { native, box } = sender();
    expect(box.tryWrite('a')).toBe(false);
    expect([native.take(), box.waits, vi.getTimerCount()]).toEqual([['open'], false, 0]);

    native.code = 0;
    expect(box.tryWrite('b')).toBe(true);
    expect(native.take().at(-1)).toBe('message b');
  });

  it('is false behind writes that wait, without a look at the lock', () => {
    const { native, box } = sender();
    void box.write('a');
    native.code = 0;
    native.take();

    expect(box.tryWrite('b')).toBe(false);
    expect(native.take()).toEqual([]);
  });

  it('throws what does not pass, and what is too large', () => {
    const { native, box } = sender();
    expect(() => box.tryWrite('x'.repeat(2001))).toThrow(code('message-too-large'));
    native.code = BroadcastCode.writerExists;
    expect(() => box.tryWrite('a')).toThrow(code('writer-exists'));
  });
});

describe('Sender.close()', () => {
  const gone = new CommunicatorError('disposed', 'gone');

  it('looks once more and publishes what waited', async () => {
    const { native, box } = sender();
    const written = box.write('a');
    native.code = 0;

    box.close(gone);

    await written;
    expect([native.take().at(-1), vi.getTimerCount()]).toEqual(['records a', 0]);
  });

  it('rejects what waited when the lock is still taken, or there is no room', async () => {
    for (const unlocks of [false, true]) {
      const { native, box } = sender();
      const written = box.write('a');
      native.room = 0;
      if (unlocks) native.code = 0;

      box.close(gone);

      await expect(written).rejects.toBe(gone);
      expect(vi.getTimerCount()).toBe(0);
    }
  });
});
