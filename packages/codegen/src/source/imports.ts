// SPDX-License-Identifier: Apache-2.0
// What a file may use of others: its imports, and what those import publicly.
import { CodegenError } from '../codegen-error.js';
import type { FileOutline, ImportOutline } from './outline.js';

/** Declares options only, which change nothing in the generated code. It is proto2, and is not read. */
export const optionsPath = 'google/protobuf/descriptor.proto';

/** Paths of the files that a file imports, each once, without the one of options. */
export function dependenciesOf(file: FileOutline): string[] {
  return [...new Set(file.imports.map(({ text }) => text))].filter((path) => path !== optionsPath);
}

/** The paths whose types each file can see, its own included. @throws CodegenError "import-cycle" */
export function visiblePaths(files: ReadonlyMap<string, FileOutline>): Map<string, ReadonlySet<string>> {
  for (const file of files.values()) checkCycle(file, files, new Set());
  const visible = new Map<string, ReadonlySet<string>>();
  for (const file of files.values()) {
    const paths = new Set([file.path]);
    for (const { text } of file.imports) addPublic(text, files, paths);
    visible.set(file.path, paths);
  }
  return visible;
}

function addPublic(path: string, files: ReadonlyMap<string, FileOutline>, paths: Set<string>): void {
  paths.add(path);
  for (const { text, isPublic } of files.get(path)?.imports ?? []) {
    if (isPublic && !paths.has(text)) addPublic(text, files, paths);
  }
}

const checked = new WeakSet<FileOutline>();

function checkCycle(file: FileOutline, files: ReadonlyMap<string, FileOutline>, outer: Set<string>): void {
  if (checked.has(file)) return;
  outer.add(file.path);
  for (const found of file.imports) {
    const next = files.get(found.text);
    if (outer.has(found.text)) throw cycle(found, [...outer]);
    if (next !== undefined) checkCycle(next, files, outer);
  }
  outer.delete(file.path);
  checked.add(file);
}

function cycle(found: ImportOutline, outer: readonly string[]): CodegenError {
  const loop = [...outer.slice(outer.indexOf(found.text)), found.text].join(' → ');
  return new CodegenError('import-cycle', `files import each other: ${loop}`, found.place);
}
