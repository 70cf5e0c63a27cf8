// SPDX-License-Identifier: Apache-2.0
// Writes generated files: only those that change, each in one step.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodegenError } from './codegen-error.js';

/**
 * Returns true when the file's text was another, or there was no file. Readers never see half of it.
 * @throws CodegenError "write-failed"
 */
export async function writeIfChanged(directory: string, path: string, text: string): Promise<boolean> {
  const target = join(directory, path);
  try {
    if ((await textOf(target)) === text) return false;
    await makeDirectory(dirname(target));
    await replace(target, text);
    return true;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new CodegenError('write-failed', `${target} cannot be written: ${why}`, undefined, {
      cause: error,
    });
  }
}

/** Makes those above it too. Node's own `recursive` never ends where a directory is there but takes none, as /proc. */
async function makeDirectory(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isDirectory(path))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function replace(target: string, text: string): Promise<void> {
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
