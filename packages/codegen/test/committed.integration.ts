// SPDX-License-Identifier: Apache-2.0
// The generated files of the repository are what the generator makes today; they are its golden files. It writes only
// what changed.
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generate } from '../src/generate.js';
import { int64Modes } from '../src/model/scalars.js';

const protoDir = fileURLToPath(new URL('./proto', import.meta.url));
const runtime = '@memlane/rpc/codegen';
let outDir: string;

beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'memlane-codegen-'));
});
afterEach(() => rm(outDir, { recursive: true, force: true }));

async function textsOf(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const texts = new Map<string, string>();
  for (const entry of entries.filter((one) => one.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(entry.parentPath, entry.name);
    texts.set(path.slice(directory.length + 1), await readFile(path, 'utf8'));
  }
  return texts;
}

describe('generate() of the test protos', () => {
  it.each(int64Modes)('with --int64 %s makes the committed files and no other', async (int64) => {
    const { files, written } = await generate({ protoDir, outDir, int64, runtime });

    const committed = await textsOf(fileURLToPath(new URL(`./gen/${int64}`, import.meta.url)));
    expect(await textsOf(outDir)).toEqual(committed);
    expect(files).toEqual([...committed.keys()].sort());
    expect(written).toEqual(files);
  });

  it('writes nothing the second time, and only what changed the third', async () => {
    await generate({ protoDir, outDir, runtime });
    const before = await stat(join(outDir, 'names.ts'));

    expect((await generate({ protoDir, outDir, runtime })).written).toEqual([]);
    await writeFile(join(outDir, 'greeter.ts'), 'changed');
    expect((await generate({ protoDir, outDir, runtime })).written).toEqual(['greeter.ts']);

    expect((await stat(join(outDir, 'names.ts'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('leaves files alone that it did not make', async () => {
    await writeFile(join(outDir, 'mine.ts'), 'mine');

    await generate({ protoDir, outDir, runtime });

    expect(await readFile(join(outDir, 'mine.ts'), 'utf8')).toBe('mine');
  });
});

describe('generate() with wrong options', () => {
  it.each([
    ['no such directory', { protoDir: '/no/such/directory' }, '/no/such/directory does not exist'],
    ['a file for a directory', { protoDir: join(protoDir, 'names.proto') }, 'names.proto is not a directory'],
    ['an empty path', { protoDir: '' }, 'protoDir must be a path, not ""'],
    ['an unknown int64', { int64: 'long' as 'bigint' }, 'int64 must be bigint, number, string, not "long"'],
    ['an empty runtime', { runtime: '' }, 'runtime must be a module, not ""'],
  ])('throws CodegenError bad-option for %s', async (_, wrong, message) => {
    const failed = generate({ protoDir, outDir, ...wrong });

    await expect(failed).rejects.toMatchObject({
      name: 'CodegenError',
      code: 'bad-option',
      place: undefined,
    });
    await expect(failed).rejects.toThrow(message);
  });

  it('throws CodegenError bad-option for a directory without .proto files', async () => {
    await expect(generate({ protoDir: outDir, outDir })).rejects.toThrow(`${outDir} has no .proto file`);
  });

  it('throws CodegenError write-failed for an output directory that is a file, and leaves nothing behind', async () => {
    await writeFile(join(outDir, 'file'), '');
    await mkdir(join(outDir, 'dir/greeter.ts'), { recursive: true });

    const throughFile = generate({ protoDir, outDir: join(outDir, 'file'), runtime });
    const overDirectory = generate({ protoDir, outDir: join(outDir, 'dir'), runtime });

    await expect(throughFile).rejects.toMatchObject({ code: 'write-failed' });
    await expect(overDirectory).rejects.toMatchObject({ code: 'write-failed' });
    expect((await readdir(join(outDir, 'dir'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')(
    'throws CodegenError write-failed below a directory that takes none, such as /proc',
    async () => {
      const failed = generate({ protoDir, outDir: '/proc/none/gen', runtime });

      await expect(failed).rejects.toMatchObject({ code: 'write-failed' });
      await expect(failed).rejects.toThrow('cannot be written: ENOENT');
    },
  );

  it('writes nothing when one of the files has an error', async () => {
    const broken = join(outDir, 'proto');
    await mkdir(broken);
    await writeFile(join(broken, 'a.proto'), 'syntax = "proto3"; message A {}');
    await writeFile(join(broken, 'b.proto'), 'syntax = "proto3";\n  massage');

    const failed = generate({ protoDir: broken, outDir: join(outDir, 'out') });

    await expect(failed).rejects.toThrow(`${join(broken, 'b.proto')}:2:3: expected`);
    await expect(stat(join(outDir, 'out'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
