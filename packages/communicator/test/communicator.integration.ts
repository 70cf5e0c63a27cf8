// SPDX-License-Identifier: Apache-2.0
// The communicator over its file, within one process: what arrives, and what waits.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CommunicatorError } from '../src/index.js';
import { code, directory, open, pair, until } from './support/communicators.js';
import { fresh, Program } from './support/programs.js';

describe('write()', () => {
  it('brings strings and bytes, each as one event, both ways', async () => {
    const { left, right, atLeft, atRight } = pair();
    left.startReader();
    right.startReader();

    await left.write('grüße');
    await Promise.all([left.write(new Uint8Array([104, 105])), left.write(''), right.write('back')]);

    await until(() => atRight.length === 3 && atLeft.length === 1);
    expect(atRight).toEqual(['grüße', 'hi', '']);
    expect(atLeft).toEqual(['back']);
  });

  it('keeps what comes before any reader does', async () => {
    const { left, right, atRight } = pair();
    await left.write('one');
    await left.write('two');

    right.startReader();

    await until(() => atRight.length === 2);
    expect(atRight).toEqual(['one', 'two']);
  });

  it('has copied the bytes when it returns', async () => {
    const { left, right, atRight } = pair();
    const small = Buffer.from('small');
    const large = Buffer.alloc(30_000, 'a');

    const written = [left.write(small), left.write(large)];
    small.fill('x');
    large.fill('x');
    right.startReader();
    await Promise.all(written);

    await until(() => atRight.length === 2);
    expect(atRight[1] === 'a'.repeat(30_000)).toBe(true);
    expect(atRight[0]).toBe('small');
  });

  it('waits while the region is full, in order, and does not block the process', async () => {
    const { left, right, atRight } = pair();
    const settled: number[] = [];
    const written = Array.from({ length: 10 }, async (_, i) => {
      await turn();
      await left.write(`${i}`.repeat(500));
      settled.push(i);
    });
    await until(() => settled.length === 3);
    for (let i = 0; i < 100; i++) await turn();
    expect(settled).toEqual([0, 1, 2]);
    expect(left.tryWrite('x')).toBe(false);

    right.startReader();
    await Promise.all(written);

    await until(() => atRight.length === 10);
    expect(atRight).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`.repeat(500)));
  });

  it('sends a message far larger than the region', async () => {
    const { left, right } = pair({ maxMessageBytes: 10_000_000 });
    const large = Buffer.alloc(5_000_000);
    for (let i = 0; i < large.length; i++) large[i] = i * 7;
    const received = new Promise<Uint8Array>((resolve) => {
      right.on('dataReceived', ({ data }) => resolve(data));
    });
    right.startReader();

    await left.write(large);

    expect(large.equals(await received)).toBe(true);
  });

  it('loses no message that the region can take when the only reader stops and starts again', async () => {
    const { left, right } = pair({ capacity: 65_536, read: 0, write: 0 });
    const received: string[] = [];
    right.on('dataReceived', ({ data }) => {
      received.push(`${data[0]}: ${data.length}`);
      queueMicrotask(() => {
        right.stopReader();
        right.startReader();
      });
    });
    right.startReader();

    await Promise.all([1, 2, 3].map((number) => left.write(new Uint8Array(40_000).fill(number))));

    await until(() => received.length === 3);
    expect(received).toEqual(['1: 40000', '2: 40000', '3: 40000']);
  });

  it('loses no message larger than the region while its reader stops and starts all the time', async () => {
    const { left, right, atRight } = pair();
    right.startReader();
    let sent = false;
    const written = Promise.all(['a', 'b', 'c'].map((text) => left.write(text.repeat(100_000)))).then(() => {
      sent = true;
    });
    while (!sent) {
      await turn();
      right.stopReader();
      right.startReader();
    }
    await written;

    await until(() => atRight.length === 3);
    expect(atRight.map((text) => `${text[0]}${text.length}`)).toEqual(['a100000', 'b100000', 'c100000']);
  });

  it('rejects a message above maxMessageBytes, of bytes or of text, and sends the next one', async () => {
    const { left, right, atRight } = pair({ maxMessageBytes: 10 });
    right.startReader();

    await expect(left.write(new Uint8Array(11))).rejects.toEqual(code('message-too-large'));
    await expect(left.write('ääääää')).rejects.toEqual(code('message-too-large'));
    await expect(left.write('x'.repeat(100_000))).rejects.toEqual(code('message-too-large'));
    await left.write('0123456789');

    await until(() => atRight.length === 1);
    expect(atRight).toEqual(['0123456789']);
  });

  it('sends up to 64 MiB by default', async () => {
    const { left } = pair();
    const bytes = new Uint8Array(64 * 1024 * 1024 + 1);

    await expect(left.write(bytes)).rejects.toEqual(code('message-too-large'));
    expect(left.write(bytes.subarray(1))).toBeInstanceOf(Promise);
  });
});

describe('tryWrite()', () => {
  it('publishes at once or returns false, and takes a message that fills the region', async () => {
    const { left, right, atRight } = pair();

    expect(left.tryWrite('x'.repeat(1992))).toBe(true);
    expect(left.tryWrite('')).toBe(false);
    right.startReader();
    await until(() => atRight.length === 1);

    expect(left.tryWrite('again')).toBe(true);
    await until(() => atRight.length === 2);
  });

  it('goes behind what write() has collected', async () => {
    const { left, right, atRight } = pair();
    void left.write('first');
    expect(left.tryWrite('second')).toBe(true);
    right.startReader();

    await until(() => atRight.length === 2);
    expect(atRight).toEqual(['first', 'second']);
  });

  it('refuses a message that the region can never take in one piece', () => {
    const { left } = pair();
    expect(() => left.tryWrite(new Uint8Array(1993))).toThrow(code('message-too-large'));
  });
});

describe('a reader', () => {
  it('that stops in its handler gets the rest when it starts again', async () => {
    const { left, right, atRight } = pair();
    right.on('dataReceived', () => {
      if (atRight.length === 2) right.stopReader();
    });
    await Promise.all(['1', '2', '3', '4'].map((text) => left.write(text)));
    right.startReader();
    await until(() => atRight.length === 2);
    for (let i = 0; i < 10; i++) await turn();
    expect(atRight).toEqual(['1', '2']);

    right.startReader();

    await until(() => atRight.length === 4);
    expect(atRight).toEqual(['1', '2', '3', '4']);
  });

  it('whose handler throws gets the messages after that one all the same', async () => {
    const program = new Program('throwing.ts', { name: fresh() });
    expect(await program.next()).toEqual({ thrown: ['2'], received: ['1', '2', '3'] });
    expect(await program.exited).toBe(0);
  });

  it('that is told a smaller maxMessageBytes leaves the message out, says so, and goes on', async () => {
    const name = fresh();
    const { communicator: left } = open({ name, read: 2000, write: 0 });
    const { communicator: right, texts } = open({ name, read: 0, write: 2000, maxMessageBytes: 100 });
    const errors: Error[] = [];
    right.on('error', (error) => errors.push(error));
    right.startReader();

    await left.write('a'.repeat(101));
    await left.write('b'.repeat(20_000));
    await left.write('c'.repeat(100));

    await until(() => texts.length === 1);
    expect(texts).toEqual(['c'.repeat(100)]);
    expect(errors).toEqual([code('message-too-large'), code('message-too-large')]);
  });

  it('may read what the same communicator writes', async () => {
    const { communicator, texts } = open({ name: fresh() });
    communicator.startReader();
    await communicator.write('x'.repeat(20_000));
    await until(() => texts.length === 1);
  });

  it('that reads what is no communicator hears "corrupt" and has stopped', async () => {
    const { name, left, right } = pair();
    const failed = new Promise<CommunicatorError>((resolve) => right.on('error', resolve));
    await left.write('x');
    const file = openSync(join(directory.path, `communicator-${name}.map`), 'r+');
    // The head of the first record: docs/memory-layout.md of @memlane/shm.
    writeSync(file, Buffer.alloc(8, 0xff), 0, 8, 135_168);
    closeSync(file);
    right.startReader();

    expect(await failed).toEqual(code('corrupt'));
    expect(right.isReading).toBe(false);
  });

  it('is the 33rd at most once another has gone', () => {
    const name = fresh();
    const readers = Array.from({ length: 32 }, () => open({ name }).communicator);
    for (const reader of readers) reader.startReader();
    const one = open({ name }).communicator;

    expect(() => one.startReader()).toThrow(code('too-many-readers'));
    readers[7]?.dispose();
    one.startReader();
    expect(one.isReading).toBe(true);
  });
});
