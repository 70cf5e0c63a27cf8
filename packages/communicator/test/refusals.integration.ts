// SPDX-License-Identifier: Apache-2.0
// Positions, roles, the file and the end of a communicator: what is shared with others, and what is refused.
import {
  chmodSync,
  existsSync,
  linkSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryMappedFileCommunicator } from '../src/index.js';
import { code, directory, open, opened, pair, until } from './support/communicators.js';
import { fresh, Program } from './support/programs.js';

describe('positions', () => {
  it('are 0 at first, and cannot change once something has begun', async () => {
    const fresh1 = new MemoryMappedFileCommunicator(fresh(), 4096);
    opened.push(fresh1);
    expect([fresh1.readPosition, fresh1.writePosition]).toEqual([0, 0]);
    await fresh1.write('x');
    expect(() => {
      fresh1.readPosition = 100;
    }).toThrow(code('already-started'));
    expect(() => {
      fresh1.writePosition = 100;
    }).toThrow(code('already-started'));
  });

  it('need no alignment', async () => {
    const { left, right, atLeft, atRight } = pair();
    const name = fresh();
    const odd = open({ name, read: 1777, write: 3, capacity: 3001 });
    const even = open({ name, read: 3, write: 1777, capacity: 3001 });
    left.startReader();
    right.startReader();
    odd.communicator.startReader();
    even.communicator.startReader();

    for (let i = 0; i < 200; i++) {
      await Promise.all([odd.communicator.write(`${i}`.repeat(i)), even.communicator.write(`${i}`)]);
    }

    await until(() => odd.texts.length === 200 && even.texts.length === 200);
    expect(even.texts).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`.repeat(i)));
    expect([atLeft, atRight]).toEqual([[], []]);
  });

  it('that lie in a region of another process are refused with the region and the process', async () => {
    const name = fresh();
    const writer = new Program('writer.ts', {
      name,
      capacity: 4096,
      readPosition: 0,
      writePosition: 0,
      from: 0,
      to: 1,
    });
    await writer.next();
    const { communicator } = open({ name, read: 2000 });

    expect(() => communicator.startReader()).toThrow(
      expect.objectContaining({ code: 'overlapping-regions', position: 0, pid: writer.pid }),
    );
    await expect(communicator.write('x')).rejects.toThrow(`position 0, used by process ${writer.pid}`);
    await writer.kill();
  });

  it('are needed both, also by who only writes: the first writer at 0 else takes the whole capacity', async () => {
    const alone = fresh();
    await open({ name: alone }).communicator.write('x');
    expect(() => open({ name: alone, write: 2000 }).communicator.startReader()).toThrow(
      code('overlapping-regions'),
    );

    const name = fresh();
    await open({ name, read: 2000 }).communicator.write('x');
    const { communicator, texts } = open({ name, write: 2000 });
    communicator.startReader();
    await until(() => texts.length === 1);
  });

  it('16 at a time can be in use', () => {
    const name = fresh();
    for (let i = 0; i < 16; i += 2)
      open({ name, read: i * 16, write: i * 16 + 16 }).communicator.startReader();
    const { communicator } = open({ name, read: 1000, write: 1000 });
    expect(() => communicator.startReader()).toThrow(code('too-many-regions'));
  });
});

describe('a second writer', () => {
  it('is told the position and the process of the first, and may write when that one has gone', async () => {
    const name = fresh();
    const first = new Program('writer.ts', {
      name,
      capacity: 4096,
      readPosition: 0,
      writePosition: 2000,
      from: 0,
      to: 1,
    });
    await first.next();
    const { communicator } = open({ name, read: 0, write: 2000 });

    await expect(communicator.write('x')).rejects.toEqual(
      expect.objectContaining({ code: 'writer-exists', position: 2000, pid: first.pid }),
    );
    expect(() => communicator.tryWrite('x')).toThrow(
      `position 2000 is already written by process ${first.pid}`,
    );
    await first.kill();
    await communicator.write('x');
  });
});

describe('the file', () => {
  it('belongs to the user alone and has the bytes of the capacity beside its control words', () => {
    const name = fresh();
    open({ name, capacity: 5000 });
    const info = statSync(join(directory.path, `communicator-${name}.map`));
    expect(info.mode & 0o777).toBe(0o600);
    expect(info.size).toBe(135_168 + 5000);
  });

  it('goes with the last one out', () => {
    const name = fresh();
    const { left, right } = pair({ name });
    left.dispose();
    expect(existsSync(join(directory.path, `communicator-${name}.map`))).toBe(true);
    right.dispose();
    expect(existsSync(join(directory.path, `communicator-${name}.map`))).toBe(false);
  });

  it('of another capacity is refused with both numbers', () => {
    const name = fresh();
    open({ name, capacity: 4096 });
    expect(() => open({ name, capacity: 8192 })).toThrow(code('capacity-mismatch'));
    expect(() => open({ name, capacity: 8192 })).toThrow(/8,192 bytes differs from the 4,096 bytes/);
  });

  it('that is none of a communicator, or has a second name, is refused by its path and stays as it is', () => {
    const precious = join(directory.path, 'precious');
    const place = join(directory.path, 'communicator-foreign.map');
    writeFileSync(precious, 'precious', { mode: 0o600 });
    linkSync(precious, place);
    expect(() => open({ name: 'foreign' })).toThrow(code('permission-denied'));
    unlinkSync(precious);

    expect(() => open({ name: 'foreign' })).toThrow(code('corrupt'));
    expect(() => open({ name: 'foreign' })).toThrow(JSON.stringify(place));
    expect(readFileSync(place, 'utf8')).toBe('precious');
  });

  it('that is a link, or that others may open, is refused', () => {
    symlinkSync('/tmp/nothing', join(directory.path, 'communicator-link.map'));
    writeFileSync(join(directory.path, 'communicator-open.map'), '');
    chmodSync(join(directory.path, 'communicator-open.map'), 0o644);
    expect(() => open({ name: 'link' })).toThrow(code('permission-denied'));
    expect(() => open({ name: 'open' })).toThrow(code('permission-denied'));
  });

  it('is not made in a directory that others may write to', () => {
    chmodSync(directory.path, 0o777);
    expect(() => open({ name: fresh() })).toThrow(code('permission-denied'));
    chmodSync(directory.path, 0o700);
  });
});

describe('dispose()', () => {
  it('can be called twice, from a handler and by `using`', async () => {
    const { left, right, atRight } = pair();
    right.on('dataReceived', () => right.dispose());
    right.startReader();
    await Promise.all([left.write('1'), left.write('2')]);
    await until(() => atRight.length === 1);
    right.dispose();
    left[Symbol.dispose]();
    left.dispose();
    for (let i = 0; i < 10; i++) await turn();
    expect(atRight).toEqual(['1']);
  });

  it('publishes what there is room for, and rejects what waits', async () => {
    const { left, right, atRight } = pair();
    const published = left.write('published');
    const filled = left.write('x'.repeat(1900));
    await filled;
    const waiting = left.write('y'.repeat(500));
    left.dispose();

    await published;
    await expect(waiting).rejects.toEqual(code('disposed'));
    right.startReader();
    await until(() => atRight.length === 2);
  });

  it('publishes what was written in the same stretch', async () => {
    const { left, right, atRight } = pair();
    void left.write('last words');
    left.dispose();
    right.startReader();
    await until(() => atRight.length === 1);
  });

  it('ends everything else with "disposed"', async () => {
    const { left } = pair();
    left.dispose();
    await expect(left.write('x')).rejects.toEqual(code('disposed'));
    expect(() => left.tryWrite('x')).toThrow(code('disposed'));
    expect(() => left.startReader()).toThrow(code('disposed'));
    expect(() => {
      left.readPosition = 0;
    }).toThrow(code('disposed'));
    left.stopReader();
    left.ref().unref();
  });
});
