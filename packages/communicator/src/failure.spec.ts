// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { BroadcastCode, type BroadcastFailure } from '@memlane/shm/broadcast';
import { describe, expect, it } from 'vitest';
import { failureError } from './failure.js';

const attempt = { name: 'share', capacity: 8192, path: '/run/share.map' };
const failure = (code: number, rest: Partial<BroadcastFailure> = {}): BroadcastFailure => ({
  code,
  syscall: undefined,
  errno: 0,
  position: 0,
  size: 0,
  pid: 0,
  capacity: 0,
  ...rest,
});

describe('a native refusal', () => {
  it.each([
    [BroadcastCode.capacityMismatch, 'capacity-mismatch'],
    [BroadcastCode.overlap, 'overlapping-regions'],
    [BroadcastCode.writerExists, 'writer-exists'],
    [BroadcastCode.tooManyReaders, 'too-many-readers'],
    [BroadcastCode.tooManyRegions, 'too-many-regions'],
    [BroadcastCode.corrupt, 'corrupt'],
    [BroadcastCode.busy, 'busy'],
    [BroadcastCode.beingMade, 'busy'],
    [BroadcastCode.permissionDenied, 'permission-denied'],
    [BroadcastCode.invalidAddress, 'permission-denied'],
    [BroadcastCode.resourceExhausted, 'resource-exhausted'],
    [BroadcastCode.system, 'system'],
    [999, 'system'],
  ])('of kind %d has the code %s', (kind, code) => {
    expect(failureError(failure(kind), attempt)).toMatchObject({ name: 'CommunicatorError', code });
  });

  it('names the position, the region and the other process', () => {
    const error = failureError(failure(BroadcastCode.overlap, { position: 2000, size: 2096, pid: 77 }), {
      ...attempt,
      positions: [0, 3000],
    });
    expect(error).toMatchObject({ position: 2000, pid: 77 });
    expect(error.message).toBe(
      'communicator "share": position 3000 lies within the region of 2,096 bytes at position 2000, used by process 77',
    );
  });

  it('says the system call and its error', () => {
    const error = failureError(failure(BroadcastCode.system, { syscall: 'mmap', errno: 12 }), attempt);
    expect(error).toMatchObject({ code: 'system', syscall: 'mmap', errno: 12 });
    expect(error.message).toContain('(mmap: ENOMEM)');
  });
});

describe('the codes', () => {
  it('are the same in the README as in the code', () => {
    const codes = (text: string): string[] =>
      [...text.matchAll(/^\W*\| `([a-z-]+)` +\|/gm)].map(([, code]) => code as string);
    const source = readFileSync(new URL('error.ts', import.meta.url), 'utf8');
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const errors = readme.slice(readme.indexOf('## Errors'), readme.indexOf('## When not'));

    expect(codes(errors)).toEqual(codes(source));
    expect(codes(source)).toEqual([...source.matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(([, code]) => code));
  });
});
