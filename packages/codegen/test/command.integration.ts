// SPDX-License-Identifier: Apache-2.0
// `generate` on a command line: what it prints, its exit codes, watching.
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Running, start } from './support/run.js';

let directory: string;
let proto: string;
let out: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'memlane-command-'));
  proto = join(directory, 'proto');
  out = join(directory, 'out');
  await mkdir(proto);
  await writeFile(join(proto, 'a.proto'), 'syntax = "proto3";\nmessage A { int64 b = 1; }\n');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function run(...args: string[]): Running {
  return start('packages/codegen/test/support/command.ts', args);
}

describe('generate on a command line', () => {
  it('prints what it wrote, and what was up to date', async () => {
    expect(await run('generate', proto, '--out', out).finished).toEqual({
      code: 0,
      stdout: `wrote ${out}/a.ts\n`,
      stderr: '',
    });
    expect((await run('generate', proto, '-o', out).finished).stdout).toBe('1 file was up to date\n');
  });

  it('passes its options on', async () => {
    await run('generate', proto, '--out', out, '--int64', 'string', '--runtime', 'x/y').finished;

    const text = await readFile(join(out, 'a.ts'), 'utf8');
    expect(text).toContain("} from 'x/y';");
    expect(text).toContain('b: string;');
  });

  it('imports memlane/codegen by default', async () => {
    await run('generate', proto, '--out', out).finished;

    expect(await readFile(join(out, 'a.ts'), 'utf8')).toContain("} from 'memlane/codegen';");
  });

  it('tells file, line and column of an error without a stack and exits with 1', async () => {
    await writeFile(join(proto, 'a.proto'), 'syntax = "proto3";\nmessage A {\n  B b = 1;\n}\n');

    expect(await run('generate', proto, '--out', out).finished).toEqual({
      code: 1,
      stdout: '',
      stderr: `${proto}/a.proto:3:3: no message or enum is called B\n`,
    });
  });

  it.each([
    ['no directory', ['generate', '--out', 'x'], "missing required argument 'proto-dir'"],
    ['no output', ['generate', 'x'], "required option '-o, --out <dir>' not specified"],
    [
      'an unknown int64',
      ['generate', 'x', '--out', 'y', '--int64', 'long'],
      'Allowed choices are bigint, number, string',
    ],
    ['an unknown option', ['generate', 'x', '--out', 'y', '--no-such'], "unknown option '--no-such'"],
    ['an empty directory', ['generate', '', '--out', 'y'], 'It must not be empty'],
    ['an empty output', ['generate', 'x', '--out', ''], 'It must not be empty'],
    ['an empty runtime', ['generate', 'x', '--out', 'y', '--runtime', ''], 'It must not be empty'],
    ['one argument too many', ['generate', 'x', 'y', '--out', 'z'], 'too many arguments'],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stderr } = await run(...args).finished;

    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('generate --watch', () => {
  it('generates again after a change, survives an error, sees new files, and ends when interrupted', async () => {
    const watching = run('generate', proto, '--out', out, '--watch');
    await watching.said('watching');
    await watching.said(`wrote ${out}/a.ts`);

    await writeFile(join(proto, 'a.proto'), 'syntax = "proto3";\nmessage Changed {}\n');
    await watching.said(`wrote ${out}/a.ts`, 2);
    expect(await readFile(join(out, 'a.ts'), 'utf8')).toContain('interface Changed');

    await writeFile(join(proto, 'a.proto'), 'syntax = "proto3";\n  massage\n');
    await watching.said('a.proto:2:3: expected message');

    await writeFile(join(proto, 'a.proto'), 'syntax = "proto3";\nmessage Mended {}\n');
    await watching.said(`wrote ${out}/a.ts`, 3);

    await mkdir(join(proto, 'more'));
    await writeFile(join(proto, 'more/b.proto'), 'syntax = "proto3";\nmessage B {}\n');
    await watching.said(`wrote ${out}/more/b.ts`);

    watching.child.kill('SIGINT');
    expect((await watching.finished).code).toBe(0);
  });

  it('goes on when the directory has been away', async () => {
    const watching = run('generate', proto, '--out', out, '--watch');
    await watching.said('watching');

    await rename(proto, `${proto}2`);
    await watching.said(`${proto} does not exist`);
    await rename(`${proto}2`, proto);
    await watching.said('1 file was up to date');

    await writeFile(join(proto, 'a.proto'), 'syntax = "proto3";\nmessage Changed {}\n');
    await watching.said(`wrote ${out}/a.ts`, 2);

    watching.child.kill('SIGINT');
    expect((await watching.finished).code).toBe(0);
  });

  it('goes on in a new directory in the place of the old one', async () => {
    const watching = run('generate', proto, '--out', out, '--watch');
    await watching.said('watching');

    await rm(proto, { recursive: true });
    await mkdir(proto);
    await writeFile(join(proto, 'b.proto'), 'syntax = "proto3";\nmessage B {}\n');
    await watching.said(`wrote ${out}/b.ts`);
    await writeFile(join(proto, 'c.proto'), 'syntax = "proto3";\nmessage C {}\n');
    await watching.said(`wrote ${out}/c.ts`);

    watching.child.kill('SIGINT');
    expect((await watching.finished).code).toBe(0);
  });

  it('does not begin without a directory', async () => {
    const { code, stderr } = await run('generate', join(directory, 'none'), '--out', out, '--watch').finished;

    expect(stderr).toBe(`${join(directory, 'none')} does not exist\n`);
    expect(code).toBe(1);
  });
});
