// SPDX-License-Identifier: Apache-2.0
// From a directory of `.proto` files to a directory of TypeScript.
import { CodegenError } from './codegen-error.js';
import { describeFile } from './descriptor/describe-file.js';
import { emitFile } from './emit/file.js';
import { buildModel } from './model/build-model.js';
import { type Int64Mode, int64Modes } from './model/scalars.js';
import { TypeIndex } from './model/type-index.js';
import { load, type Sources } from './source/load.js';
import { readProtoDirectory } from './source/read-directory.js';
import { writeIfChanged } from './write-files.js';

export interface GenerateOptions {
  /** Directory of the `.proto` files; imports are relative to it. */
  readonly protoDir: string;
  /** Directory of the TypeScript files; created when it is not there. */
  readonly outDir: string;
  /** What 64-bit integers are in TypeScript (default "bigint"). */
  readonly int64?: Int64Mode | undefined;
  /** Module that generated files import (default "memlane/codegen"). */
  readonly runtime?: string | undefined;
}

export interface GenerateResult {
  /** Every generated file, relative to `outDir`, sorted. */
  readonly files: readonly string[];
  /** Those of them that were written because their text changed. */
  readonly written: readonly string[];
}

/**
 * Generates one `.ts` for every `.proto` of the directory, and for the well-known files that they import. Writes only
 * what changed and removes nothing. Nothing is written when a file has an error.
 * @throws CodegenError
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const { protoDir, outDir, ...rest } = options;
  for (const [name, value] of Object.entries({ protoDir, outDir })) {
    if (typeof value !== 'string' || value === '') throw badOption(name, 'a path', value);
  }
  const texts = generateTexts(await readProtoDirectory(protoDir), rest);
  const written: string[] = [];
  for (const [path, text] of texts) {
    if (await writeIfChanged(outDir, path, text)) written.push(path);
  }
  return { files: [...texts.keys()], written };
}

/** The texts of the generated files by path, sorted. Reads and writes nothing. @throws CodegenError */
export function generateTexts(
  sources: Sources,
  { int64 = 'bigint', runtime = 'memlane/codegen' }: Pick<GenerateOptions, 'int64' | 'runtime'> = {},
): Map<string, string> {
  if (!int64Modes.includes(int64)) throw badOption('int64', int64Modes.join(', '), int64);
  if (typeof runtime !== 'string' || runtime === '') throw badOption('runtime', 'a module', runtime);
  const loaded = load(sources);
  const index = new TypeIndex(loaded);
  const texts = buildModel(loaded, index).map((file): [string, string] => {
    const descriptor = describeFile(loaded.files.get(file.path)!, loaded.root, index);
    return [file.outPath, emitFile(file, descriptor, { int64, runtime })];
  });
  return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function badOption(name: string, wanted: string, value: unknown): CodegenError {
  return new CodegenError('bad-option', `${name} must be ${wanted}, not ${JSON.stringify(value)}`);
}
