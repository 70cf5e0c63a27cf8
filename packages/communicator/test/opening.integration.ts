// SPDX-License-Identifier: Apache-2.0
// The file cannot be opened at once: a process was stopped while it had the file's lock, or it is large and is being made.
import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { code, directory, nextError, open, pair, until } from './support/communicators.js';
import { stopInside } from './support/lock-holder.js';
import { fresh, Program } from './support/programs.js';

describe('the constructor while a stopped process has the lock', () => {
  it('returns, and what follows waits', async () => {
    const name = fresh();
    const holder = await stopInside(name);
    const { left, right, atRight } = pair({ name });
    right.startReader();
    const written = Promise.all([left.write('1'), left.write('2')]);
    for (let i = 0; i < 100; i++) await turn();
    expect(atRight).toEqual([]);

    await holder.goOn();
    await written;

    await until(() => atRight.length === 2);
    expect(atRight).toEqual(['1', '2']);
  });

  it('leaves what it would have thrown to the first use', async () => {
    const name = fresh();
    open({ name, capacity: 4096 });
    const holder = await stopInside(name);
    const { communicator } = open({ name, capacity: 8192 });
    const failed = nextError(communicator);
    const refused = expect(communicator.write('x')).rejects.toEqual(code('capacity-mismatch'));
    communicator.startReader();

    await holder.goOn();

    await refused;
    expect(await failed).toEqual(code('capacity-mismatch'));
    expect(() => communicator.tryWrite('x')).toThrow(code('capacity-mismatch'));
  });

  it('makes the communicator one that is there, also without any use', async () => {
    const name = fresh();
    const writer = open({ name, read: 2000 }).communicator;
    await writer.write('kept');
    const holder = await stopInside(name);
    const { communicator, texts } = open({ name, write: 2000 });
    const mappings = () => readFileSync('/proc/self/maps', 'utf8').split(`communicator-${name}`).length - 1;
    expect(mappings()).toBe(1);

    await holder.goOn();
    await until(() => mappings() === 2);

    writer.dispose();
    communicator.startReader();
    await until(() => texts.length === 1);
  });
});

/** Takes several steps. */
const large = 40 * 1024 * 1024;

describe('a large file', () => {
  it('is made while the event loop turns: what is written waits, in order', async () => {
    const { left, right, atRight } = pair({ capacity: large });
    expect(left.tryWrite('not now')).toBe(false);
    right.startReader();
    const written = [left.write('1'), left.write('2')];
    expect(left.tryWrite('not now')).toBe(false);
    await turn();
    written.push(left.write('3'));

    await Promise.all(written);

    expect(left.tryWrite('4')).toBe(true);
    await until(() => atRight.length === 4);
    expect(atRight).toEqual(['1', '2', '3', '4']);
  });

  it('goes when the communicator is disposed of before it is made', async () => {
    const { communicator } = open({ name: fresh(), capacity: large });
    const written = communicator.write('x');
    expect(directory.files()).toHaveLength(1);

    communicator.dispose();

    expect(directory.files()).toEqual([]);
    await expect(written).rejects.toEqual(code('disposed'));
  });
});

describe('a process that is stopped while it makes a large file', () => {
  async function stoppedMaker(name: string): Promise<Program> {
    const maker = new Program('maker.ts', { name, capacity: large });
    await until(() => / T /.test(readFileSync(`/proc/${maker.pid}/stat`, 'utf8')));
    return maker;
  }

  it('is waited for by those who come', async () => {
    const name = fresh();
    const maker = await stoppedMaker(name);
    const { left, right, atLeft, atRight } = pair({ name, capacity: large });
    left.startReader();
    right.startReader();
    const written = left.write('from here');
    for (let i = 0; i < 100; i++) await turn();

    process.kill(maker.pid, 'SIGCONT');
    expect(await maker.next()).toEqual({ written: true });

    await written;
    await until(() => atLeft.length === 1 && atRight.length === 1);
    expect([atLeft, atRight]).toEqual([['from the maker'], ['from here']]);
    maker.send('end');
    expect(await maker.exited).toBe(0);
  });

  it('and killed is followed by one that makes it', async () => {
    const name = fresh();
    const maker = await stoppedMaker(name);
    const { left, right, atRight } = pair({ name });
    right.startReader();
    const written = left.write('x');

    await maker.kill();

    await written;
    await until(() => atRight.length === 1);
  });
});

describe('a process', () => {
  it.each([
    ['idle', 'an idle communicator'],
    ['unref', 'a reader that is unreferenced'],
    ['stopped', 'a reader that has stopped'],
    ['disposed', 'a reader that is disposed'],
    ['tried', 'a write that was only tried'],
  ])('that waits for the lock is not kept alive by %s: %s', async (how) => {
    const { name } = pair();
    await stopInside(name);
    const program = new Program('staying.ts', { name, how });
    expect(await program.exited).toBe(0);
  });

  it('is kept alive by a write that waits for the lock', async () => {
    const { name, left, atLeft } = pair();
    const holder = await stopInside(name);
    const program = new Program('staying.ts', { name, how: 'writes' });
    expect(await program.next()).toEqual({ ready: true });

    await holder.goOn();

    expect(await program.exited).toBe(0);
    left.startReader();
    await until(() => atLeft.length === 1);
  });
});
