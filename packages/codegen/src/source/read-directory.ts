// SPDX-License-Identifier: Apache-2.0
// The texts of the `.proto` files of a directory.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CodegenError } from '../codegen-error.js';
import type { Sources } from './load.js';

/** @throws CodegenError "bad-option" when the directory cannot be read or has no `.proto` file */
export async function readProtoDirectory(directory: string): Promise<Sources> {
  try {
    const paths = await findProtoFiles(directory);
    if (paths.length === 0) throw new CodegenError('bad-option', `${directory} has no .proto file`);
    const sources: Sources = new Map();
    for (const path of paths) {
      const file = join(directory, path);
      sources.set(path, { text: await readFile(file, 'utf8'), file });
    }
    return sources;
  } catch (error) {
    if (error instanceof CodegenError) throw error;
    const { code, path, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'ENOTDIR'
          ? 'is not a directory'
          : `cannot be read: ${code ?? message}`;
    throw new CodegenError('bad-option', `${path ?? directory} ${why}`, undefined, { cause: error });
  }
}

/** Paths relative to `directory`, with `/`, sorted. */
async function findProtoFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.proto'))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').includes('node_modules'))
    .sort();
}
