// SPDX-License-Identifier: Apache-2.0
// A process is stopped while it has the file's lock: nothing blocks the others, and what they asked for comes to pass when
// the lock is free.
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CommunicatorError } from '../src/index.js';
import { code, directory, nextError, open, pair, until } from './support/communicators.js';
import { stopInside } from './support/lock-holder.js';
import { fresh } from './support/programs.js';

/** Counts the turns of a timer while `body` goes on: nearly none when something blocks. */
async function turnsDuring(body: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  await body();
  clearInterval(timer);
  return turns;
}
/** Of the 100 in the second in which a lock is waited for. */
const fewestTurns = 20;

describe('write() while a stopped process has the lock', () => {
  it('waits, and everything is published in order once that process goes on', async () => {
    const { name, left, right, atRight } = pair();
    right.startReader();
    const holder = await stopInside(name);
    const bytes = Buffer.from('bytes');
    const written = [left.write('1'), left.write(bytes), left.write('x'.repeat(20_000)), left.write('')];
    bytes.fill('?');
    await turn();
    written.push(left.write('last'));
    expect(left.tryWrite('not now')).toBe(false);
    for (let i = 0; i < 100; i++) await turn();
    expect(atRight).toEqual([]);

    await holder.goOn();
    await Promise.all(written);

    await until(() => atRight.length === 5);
    expect(atRight).toEqual(['1', 'bytes', 'x'.repeat(20_000), '', 'last']);
    expect(left.tryWrite('now')).toBe(true);
  });

  it('is rejected with "busy" and what to do, and the event loop has turned meanwhile', async () => {
    const { name, left, right, atRight } = pair();
    right.startReader();
    const holder = await stopInside(name);

    const turns = await turnsDuring(async () => {
      const written = [left.write('1'), left.write('2')];
      for (const one of written) await expect(one).rejects.toEqual(code('busy'));
      await expect(left.write('3')).rejects.toThrow('was stopped; let it go on, or end it');
    });

    expect(turns).toBeGreaterThan(2 * fewestTurns);
    await holder.goOn();
    await left.write('4');
    await until(() => atRight.length === 1);
    expect(atRight).toEqual(['4']);
  });

  it('says what else is in the way when the lock is free', async () => {
    const name = fresh();
    const first = open({ name, read: 2000, write: 0 }).communicator;
    const second = open({ name, read: 2000, write: 0 }).communicator;
    await first.write('x');
    const holder = await stopInside(name);
    const refusal = expect.objectContaining({ code: 'writer-exists', position: 0 });
    const refused = expect(second.write('y')).rejects.toEqual(refusal);

    await holder.goOn();

    await refused;
  });

  it('fixes the positions, and refuses a message that is too large at once', async () => {
    const { name, left } = pair({ maxMessageBytes: 10 });
    const holder = await stopInside(name);
    const written = left.write('x');
    expect(() => {
      left.writePosition = 16;
    }).toThrow(code('already-started'));
    await expect(left.write('12345678901')).rejects.toEqual(code('message-too-large'));
    expect(() => left.tryWrite('ääääää')).toThrow(code('message-too-large'));

    await holder.goOn();
    await written;
  });

  it('is rejected with "disposed" by dispose(), which does not wait', async () => {
    const { name, left, right } = pair();
    const holder = await stopInside(name);
    const written = [left.write('1'), left.write('2')];

    left.dispose();

    for (const one of written) await expect(one).rejects.toEqual(code('disposed'));
    await holder.end();
    right.dispose();
    await until(() => directory.files().length === 0);
  });

  it('is published by dispose() when the lock has become free', async () => {
    const { name, left, right, atRight } = pair();
    const holder = await stopInside(name);
    const written = left.write('last words');
    await holder.goOn();

    left.dispose();

    await written;
    right.startReader();
    await until(() => atRight.length === 1);
  });
});

describe('tryWrite() while a stopped process has the lock', () => {
  it('is false each time, and true when that one has gone', async () => {
    const { name, left, right, atRight } = pair();
    const holder = await stopInside(name);

    for (let i = 0; i < 1000; i++) expect(left.tryWrite('x')).toBe(false);

    await holder.end();
    expect(left.tryWrite('y')).toBe(true);
    right.startReader();
    await until(() => atRight.length === 1);
    expect(atRight).toEqual(['y']);
  });
});

describe('startReader() while a stopped process has the lock', () => {
  it('begins to read once that process goes on', async () => {
    const { name, left, right, atRight } = pair();
    await left.write('kept');
    const holder = await stopInside(name);

    right.startReader();
    expect(right.isReading).toBe(true);
    right.startReader();
    await left.write('published without the lock');
    for (let i = 0; i < 100; i++) await turn();
    expect(atRight).toEqual([]);
    await holder.goOn();

    await until(() => atRight.length === 2);
  });

  it('fails with the event "busy", and the event loop has turned meanwhile', async () => {
    const { name, left, right, atRight } = pair();
    const holder = await stopInside(name);
    let error: CommunicatorError | undefined;

    const turns = await turnsDuring(async () => {
      right.startReader();
      error = await nextError(right);
    });

    expect(error).toEqual(code('busy'));
    expect(turns).toBeGreaterThan(fewestTurns);
    expect(right.isReading).toBe(false);
    await holder.goOn();
    right.startReader();
    await left.write('x');
    await until(() => atRight.length === 1);
  });

  it('says what else is in the way as an event', async () => {
    const name = fresh();
    await open({ name }).communicator.write('takes the whole capacity');
    const { communicator } = open({ name, read: 2000 });
    const failed = nextError(communicator);
    const holder = await stopInside(name);
    communicator.startReader();

    await holder.goOn();

    expect(await failed).toEqual(code('overlapping-regions'));
    expect(() => communicator.startReader()).toThrow(code('overlapping-regions'));
  });

  it.each(['stopReader', 'dispose'] as const)('reads nothing after %s()', async (how) => {
    const { name, left, right, atRight } = pair();
    await left.write('x');
    const holder = await stopInside(name);
    right.startReader();

    right[how]();

    expect(right.isReading).toBe(false);
    await holder.goOn();
    const { communicator, texts } = open({ name, read: 0, write: 2000 });
    communicator.startReader();
    await until(() => texts.length === 1);
    expect(atRight).toEqual([]);
    for (const one of [left, right, communicator]) one.dispose();
    await until(() => directory.files().length === 0);
  });
});

describe('dispose() while a stopped process has the lock', () => {
  it('frees the place to write, and removes the file once that process goes on', async () => {
    const name = fresh();
    const { communicator } = open({ name });
    await communicator.write('x');
    const holder = await stopInside(name);

    communicator.dispose();
    expect(directory.files()).toHaveLength(1);
    await holder.goOn();

    await until(() => directory.files().length === 0);
    await open({ name }).communicator.write('y');
  });
});

describe('stopReader() while a stopped process has the lock', () => {
  it('stops at once and keeps what was not delivered, for the next start as well', async () => {
    const { name, left, right, atRight } = pair();
    right.on('dataReceived', () => right.stopReader());
    await Promise.all([left.write('1'), left.write('2')]);
    const holder = await stopInside(name);
    right.startReader();
    await holder.goOn();
    await until(() => atRight.length === 1);
    await holder.stopInside();
    right.startReader();
    await holder.goOn();

    await until(() => atRight.length === 2);
    expect(atRight).toEqual(['1', '2']);
  });
});
