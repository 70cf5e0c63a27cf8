// SPDX-License-Identifier: Apache-2.0
// Checks the files of a directory and what they import, and has protobufjs parse them into one tree.
import protobuf from 'protobufjs';
import { CodegenError } from '../codegen-error.js';
import { wellKnownText } from '../well-known/well-known-files.js';
import { checkCustomOptions, checkOptions } from './check-options.js';
import { checkOutline } from './check-outline.js';
import { optionsPath, visiblePaths } from './imports.js';
import type { FileOutline } from './outline.js';
import { type ParsedOptions, parse } from './parse.js';
import { Places } from './places.js';
import { readOutline } from './read-outline.js';
import { Symbols } from './symbols.js';

export interface Loaded {
  readonly root: protobuf.Root;
  /** By path relative to the directory; files that are imported too. */
  readonly files: ReadonlyMap<string, LoadedFile>;
  /** The paths whose types a path can see. */
  readonly visible: ReadonlyMap<string, ReadonlySet<string>>;
  readonly places: Places;
  readonly symbols: Symbols;
}

export interface LoadedFile {
  readonly outline: FileOutline;
  readonly options: ParsedOptions;
}

export interface Source {
  readonly text: string;
  /** Path for errors. */
  readonly file: string;
}

/** Files by their path relative to the directory, sorted. */
export type Sources = Map<string, Source>;

/** @throws CodegenError */
export function load(own: Sources): Loaded {
  const sources: Sources = new Map();
  for (const [path, { text, file }] of own) sources.set(path, { text: text.replace(/^\uFEFF/, ''), file });
  checkOutputs([...own.keys()]);
  const outlines = new Map<string, FileOutline>();
  for (const path of own.keys()) outline(path, sources, outlines);
  const visible = visiblePaths(outlines);
  checkCustomOptions(outlines, visible);

  const places = new Places();
  // The files that are not the user's first: a name that one of them has is at fault where the user declares it.
  const theirs = [...outlines].filter(([path]) => !own.has(path));
  const ours = [...outlines].filter(([path]) => own.has(path));
  for (const [, file] of [...theirs, ...ours]) {
    const clash = places.add(file);
    if (clash === undefined) continue;
    const { file: otherFile, line } = clash.other.place;
    const why = `${clash.name.text} is declared twice, first in ${otherFile}:${line}`;
    throw new CodegenError('duplicate-name', why, clash.name.place);
  }

  const root = new protobuf.Root();
  const files = new Map<string, LoadedFile>();
  for (const [path, found] of outlines) {
    const { text, file } = sources.get(path)!;
    const options = parse(text, path, file, root);
    files.set(path, { outline: found, options });
  }
  return { root, files, visible, places, symbols: new Symbols(outlines.values()) };
}

/** Reads the outlines of a file and of what it imports, each once. */
function outline(path: string, sources: Sources, files: Map<string, FileOutline>): void {
  if (files.has(path)) return;
  const { text, file } = sources.get(path)!;
  const found = readOutline(text, path, file);
  checkOptions(found);
  checkOutline(found);
  files.set(path, found);
  for (const { text: imported, place } of found.imports) {
    if (imported === optionsPath) continue;
    if (!sources.has(imported)) {
      const known = wellKnownText(imported);
      if (known === undefined) {
        throw new CodegenError('unresolved-import', `${imported} is not in the directory`, place);
      }
      sources.set(imported, { text: known, file: imported });
    }
    outline(imported, sources, files);
  }
}

/** Some file systems take `A.ts` and `a.ts` for one. */
function checkOutputs(paths: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const other = seen.get(path.toLowerCase());
    if (other !== undefined) {
      const why = `${other} and ${path} would be generated to the same file where upper and lower case are the same`;
      throw new CodegenError('output-clash', why);
    }
    seen.set(path.toLowerCase(), path);
  }
}
