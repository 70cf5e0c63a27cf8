// SPDX-License-Identifier: Apache-2.0
// The names of one generated file: what it declares, what it imports and under which name.
import type { EnumModel, FileModel, MessageModel } from '../model/model.js';
import type { Int64Mode } from '../model/scalars.js';
import { maxLineChars, quoted } from './lines.js';
import { relativeImport } from './relative-import.js';

interface Import {
  readonly from: string;
  readonly name: string;
  readonly local: string;
  isTypeOnly: boolean;
}

export class FileScope {
  readonly int64: Int64Mode;
  readonly #file: FileModel;
  /** Declarations and imports. */
  readonly names = new Set<string>();
  readonly #runtime = new Map<string, boolean>();
  readonly #imports = new Map<string, Import>();

  constructor(file: FileModel, int64: Int64Mode) {
    this.#file = file;
    this.int64 = int64;
    this.names.add(file.localName);
    for (const { localName } of file.enums) this.names.add(localName);
    for (const { localName, initName } of file.messages) this.names.add(localName).add(initName);
    for (const { localName } of file.services) this.names.add(localName);
  }

  /** Uses a function or value of the runtime. */
  runtime(name: string): string {
    this.#runtime.set(name, false);
    return name;
  }

  runtimeType(name: string): string {
    if (!this.#runtime.has(name)) this.#runtime.set(name, true);
    return name;
  }

  /** The name of a file's description here. */
  file(file: FileModel): string {
    return this.#reference(file, file.localName, false);
  }

  /** The name of a message's codec here. */
  codec(message: MessageModel): string {
    return this.#reference(message.file, message.localName, false);
  }

  messageType(message: MessageModel): string {
    return this.#reference(message.file, message.localName, true);
  }

  initType(message: MessageModel): string {
    return this.#reference(message.file, message.initName, true);
  }

  enumType(model: EnumModel): string {
    return this.#reference(model.file, model.localName, true);
  }

  /** Import lines of all that was used; ask last. */
  importLines(runtimeModule: string): string[] {
    const lines = [
      importLine(
        [...this.#runtime].map(([name, isType]) => (isType ? `type ${name}` : name)),
        runtimeModule,
      ),
    ];
    const byModule = new Map<string, string[]>();
    for (const { from, name, local, isTypeOnly } of this.#imports.values()) {
      const source = `${isTypeOnly ? 'type ' : ''}${name}${name === local ? '' : ` as ${local}`}`;
      byModule.set(from, [...(byModule.get(from) ?? []), source]);
    }
    for (const [from, names] of [...byModule].sort()) lines.push(importLine(names, from));
    return lines;
  }

  #reference(file: FileModel, name: string, isTypeOnly: boolean): string {
    if (file === this.#file) return name;
    const from = relativeImport(this.#file.outPath, file.outPath);
    const key = `${from} ${name}`;
    let found = this.#imports.get(key);
    if (found === undefined) {
      let local = name;
      for (let n = 1; this.names.has(local); n++) local = `${name}$${n}`;
      this.names.add(local);
      found = { from, name, local, isTypeOnly };
      this.#imports.set(key, found);
    }
    found.isTypeOnly &&= isTypeOnly;
    return found.local;
  }
}

function importLine(names: readonly string[], from: string): string {
  const sorted = [...names].sort((a, b) => compare(a.replace(/^type /, ''), b.replace(/^type /, '')));
  const line = `import { ${sorted.join(', ')} } from ${quoted(from)};`;
  if (line.length <= maxLineChars) return line;
  return ['import {', ...sorted.map((name) => `  ${name},`), `} from ${quoted(from)};`].join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
