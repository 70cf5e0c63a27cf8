// SPDX-License-Identifier: Apache-2.0
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxSocketPathBytes, resolveSocketPath, runtimeDirectory } from '../src/index.js';

let base: string;
const variables = ['MEMLANE_DIR', 'XDG_RUNTIME_DIR', 'TMPDIR'] as const;
const saved = variables.map((name) => [name, process.env[name]] as const);
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  delete process.env.MEMLANE_DIR;
  delete process.env.XDG_RUNTIME_DIR;
});
afterEach(() => {
  for (const [name, value] of saved) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(base, { recursive: true, force: true });
});

const denied = (reason: string) =>
  expect.objectContaining({ code: 'permission-denied', message: expect.stringContaining(reason) });

describe('runtimeDirectory()', () => {
  it('is $MEMLANE_DIR before $XDG_RUNTIME_DIR/memlane, made with mode 0700', () => {
    process.env.XDG_RUNTIME_DIR = base;
    expect(runtimeDirectory()).toBe(join(base, 'memlane'));

    process.env.MEMLANE_DIR = join(base, 'own');

    expect(runtimeDirectory()).toBe(join(base, 'own'));
    expect(statSync(join(base, 'own')).mode & 0o777).toBe(0o700);
  });

  it('is <tmpdir>/memlane-<uid> without either', () => {
    process.env.TMPDIR = base;

    expect(runtimeDirectory()).toBe(join(base, `memlane-${process.getuid?.()}`));
  });

  it('refuses a symbolic link, naming the directory', () => {
    mkdirSync(join(base, 'real'), { mode: 0o700 });
    symlinkSync(join(base, 'real'), join(base, 'link'));
    process.env.MEMLANE_DIR = join(base, 'link');

    expect(() => runtimeDirectory()).toThrow(denied('link'));
    expect(() => runtimeDirectory()).toThrow(denied('is a symbolic link'));
  });

  it('refuses a link that leads nowhere', () => {
    symlinkSync(join(base, 'nothing'), join(base, 'link'));
    process.env.MEMLANE_DIR = join(base, 'link');

    expect(() => runtimeDirectory()).toThrow(expect.objectContaining({ code: 'permission-denied' }));
    expect(existsSync(join(base, 'nothing'))).toBe(false);
  });

  it('refuses a directory that others may write to, naming its mode', () => {
    mkdirSync(join(base, 'open'));
    chmodSync(join(base, 'open'), 0o777);
    process.env.MEMLANE_DIR = join(base, 'open');

    expect(() => runtimeDirectory()).toThrow(denied('mode 777'));
  });

  it('refuses a file', () => {
    writeFileSync(join(base, 'file'), '');
    process.env.MEMLANE_DIR = join(base, 'file');

    expect(() => runtimeDirectory()).toThrow(expect.objectContaining({ code: 'permission-denied' }));
  });
});

describe('a directory that cannot be had', () => {
  /** Runs `run` as a user who may not enter `directory`. */
  function lockedOut(directory: string, run: () => void): void {
    const isRoot = process.geteuid?.() === 0;
    mkdirSync(directory);
    chmodSync(directory, isRoot ? 0o700 : 0);
    if (isRoot) {
      chmodSync(base, 0o755);
      process.seteuid?.(65_534);
    }
    try {
      run();
    } finally {
      if (isRoot) process.seteuid?.(0);
      else chmodSync(directory, 0o700);
    }
  }

  it.each(['XDG_RUNTIME_DIR', 'MEMLANE_DIR'] as const)(
    'because this user may not reach it is "permission-denied", naming it: %s',
    (variable) => {
      const directory = join(base, 'locked');
      process.env[variable] = join(directory, 'inner');

      lockedOut(directory, () => {
        expect(() => runtimeDirectory()).toThrow(denied(`${directory}/inner`));
        expect(() => runtimeDirectory()).toThrow(denied('set MEMLANE_DIR to a directory of this user'));
      });
    },
  );

  it('because /proc takes none is "system", and does not take for ever', () => {
    process.env.MEMLANE_DIR = '/proc/memlane-test/inner';

    expect(() => runtimeDirectory()).toThrow(
      expect.objectContaining({
        name: 'TransportError',
        code: 'system',
        message: expect.stringContaining('cannot be made (mkdir: ENOENT)'),
      }),
    );
  });

  it('because a file stands in the way is "system"', () => {
    writeFileSync(join(base, 'file'), '');
    process.env.MEMLANE_DIR = join(base, 'file', 'inner');

    expect(() => runtimeDirectory()).toThrow(
      expect.objectContaining({ code: 'system', message: expect.stringContaining('ENOTDIR') }),
    );
  });

  it('is made with all that is missing above it', () => {
    process.env.MEMLANE_DIR = join(base, 'a', 'b', 'c');

    expect(statSync(runtimeDirectory()).mode & 0o777).toBe(0o700);
  });
});

describe('resolveSocketPath()', () => {
  it('keeps names of different schemes apart', () => {
    process.env.MEMLANE_DIR = base;

    expect(resolveSocketPath('shm', 'orders')).toBe(join(base, 'shm-orders.sock'));
    expect(resolveSocketPath('unix', 'orders')).toBe(join(base, 'unix-orders.sock'));
  });

  it('takes an absolute path as it stands', () => {
    expect(resolveSocketPath('unix', '/run/app/orders.sock')).toBe('/run/app/orders.sock');
  });

  it('refuses a path that does not fit in a socket address, with both numbers', () => {
    const path = `/${'x'.repeat(maxSocketPathBytes)}`;

    expect(() => resolveSocketPath('unix', path)).toThrow(
      expect.objectContaining({ code: 'invalid-address', message: expect.stringContaining('108 bytes') }),
    );
    expect(resolveSocketPath('unix', path.slice(0, -1))).toHaveLength(maxSocketPathBytes);
  });

  it('refuses a name whose directory makes the path too long', () => {
    process.env.MEMLANE_DIR = join(base, 'd'.repeat(90));

    expect(() => resolveSocketPath('shm', 'orders')).toThrow(
      expect.objectContaining({ code: 'invalid-address' }),
    );
  });

  it('refuses a path with NUL', () => {
    expect(() => resolveSocketPath('unix', '/tmp/a\0b')).toThrow(
      expect.objectContaining({ code: 'invalid-address' }),
    );
  });
});
