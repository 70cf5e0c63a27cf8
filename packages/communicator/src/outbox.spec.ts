// SPDX-License-Identifier: Apache-2.0
import { BroadcastResult, type NativeBroadcast, recordHeaderBytes } from '@memlane/shm/broadcast';
import { describe, expect, it } from 'vitest';
import { CommunicatorError } from './error.js';
import { Outbox } from './outbox.js';

/** A native side with so much room; says what it was given. */
class FakeNative {
  room = Number.POSITIVE_INFINITY;
  fault = false;
  readonly calls: string[] = [];

  writeRecords(records: Uint8Array, length: number): number {
    if (this.fault) return BroadcastResult.fault;
    const view = new DataView(records.buffer, records.byteOffset);
    const texts: string[] = [];
    let at = 0;
    while (at < length) {
      const bytes = view.getUint32(at, true) - 0x8000_0000;
      if (at + recordHeaderBytes + bytes > this.room) break;
      texts.push(
        Buffer.from(records.subarray(at + recordHeaderBytes, at + recordHeaderBytes + bytes)).toString(),
      );
      at += recordHeaderBytes + bytes;
    }
    this.room -= at;
    this.calls.push(`records ${texts.map((text) => (text.length > 20 ? text.length : text)).join(' ')}`);
    return at;
  }
  writePieces(message: Uint8Array, done: number): number {
    if (this.fault) return BroadcastResult.fault;
    const count = Math.min(this.room, message.length - done);
    this.room -= count;
    this.calls.push(`pieces ${done} ${count}`);
    return count;
  }
  tryMessage(message: Uint8Array): number {
    if (this.fault) return BroadcastResult.fault;
    if (message.length + recordHeaderBytes > this.room) return 0;
    this.calls.push(`message ${Buffer.from(message).toString()}`);
    return 1;
  }
}
function outbox(regionBytes = 100_000, maxMessageBytes = 1_000_000) {
  const native = new FakeNative();
  return { native, box: new Outbox(native as unknown as NativeBroadcast, regionBytes, maxMessageBytes) };
}
const code = (expected: string) => expect.objectContaining({ name: 'CommunicatorError', code: expected });

describe('Outbox.write()', () => {
  it('hands over in one call what one stretch of JavaScript wrote, and settles it together', async () => {
    const { native, box } = outbox();
    const first = box.write('a');
    const second = box.write(new Uint8Array([98]));
    expect(native.calls).toEqual([]);

    await Promise.all([first, second]);
    await box.write('c');

    expect(second).toBe(first);
    expect(native.calls).toEqual(['records a b', 'records c']);
  });

  it('hands over at once when its stage is full', async () => {
    const { native, box } = outbox();
    const written = Array.from({ length: 20 }, () => box.write('x'.repeat(5000)));
    expect(native.calls).toHaveLength(1);
    await Promise.all(written);
    expect(native.calls).toHaveLength(2);
    expect(native.calls.flatMap((call) => call.match(/5000/g))).toHaveLength(20);
  });

  it('keeps what has no room, in order, and goes on when there is some', async () => {
    const { native, box } = outbox();
    native.room = 20;
    let settled = '';
    void box.write('11');
    void box.write('22');
    void box.write('33').then(() => {
      settled += 'first';
    });
    await Promise.resolve();
    void box.write('44').then(() => {
      settled += ' second';
    });
    await new Promise(setImmediate);
    expect([native.calls, settled]).toEqual([['records 11 22'], '']);

    native.room = 1000;
    box.resume();
    await new Promise(setImmediate);

    expect(native.calls).toEqual(['records 11 22', 'records 33', 'records 44']);
    expect(settled).toBe('first second');
  });

  it('sends a long message by itself, after what was written before and before what comes', async () => {
    const { native, box } = outbox();
    const written = [box.write('a'), box.write(Buffer.alloc(20_000)), box.write('b')];

    await Promise.all(written);

    expect(native.calls).toEqual(['records a', 'pieces 0 20000', 'records b']);
  });

  it('goes on with a long message where it stopped', async () => {
    const { native, box } = outbox();
    native.room = 15_000;
    const bytes = Buffer.alloc(40_000);
    const written = box.write(bytes);
    native.room = 15_000;
    box.resume();
    native.room = 15_000;
    box.resume();

    await written;
    expect(native.calls).toEqual(['pieces 0 15000', 'pieces 15000 15000', 'pieces 30000 10000']);
  });

  it('sends in pieces what a small region cannot take in one', async () => {
    const { native, box } = outbox(100);
    await Promise.all([box.write('x'.repeat(92)), box.write('y'.repeat(93))]);
    expect(native.calls.at(-1)).toBe('pieces 0 93');
    expect(native.calls).toHaveLength(2);
  });

  it('rejects everything with "corrupt" when the file is', async () => {
    const { native, box } = outbox();
    native.fault = true;
    await expect(box.write('a')).rejects.toEqual(code('corrupt'));
    expect(() => box.tryWrite('a')).toThrow(code('corrupt'));
  });
});

describe('Outbox.tryWrite()', () => {
  it('writes at once, behind what was collected', () => {
    const { native, box } = outbox();
    void box.write('a');
    expect(box.tryWrite('b')).toBe(true);
    expect(native.calls).toEqual(['records a', 'message b']);
  });

  it('is false without room, and while others wait in line', () => {
    const { native, box } = outbox();
    native.room = 8;
    expect(box.tryWrite('b')).toBe(false);
    void box.write('a');
    expect(box.tryWrite('')).toBe(false);
    native.room = 100;
    box.resume();
    expect(box.tryWrite('')).toBe(true);
  });
});

describe('Outbox.close()', () => {
  it('publishes what there is room for and rejects the rest', async () => {
    const { native, box } = outbox();
    const published = box.write(Buffer.alloc(30_000));
    native.room = 10;
    const waits = box.write(Buffer.alloc(30_000));
    const behind = box.write('a');

    box.close(new CommunicatorError('disposed', 'gone'));

    await published;
    await expect(waits).rejects.toEqual(code('disposed'));
    await expect(behind).rejects.toEqual(code('disposed'));
  });
});
