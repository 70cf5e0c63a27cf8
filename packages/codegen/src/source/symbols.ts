// SPDX-License-Identifier: Apache-2.0
// Everything that a name may mean: protobuf looks for the innermost thing of a name, whatever it is.
import { extensionsOf } from './option-sets.js';
import type { FileOutline, ScopeOutline } from './outline.js';

export type SymbolKind = 'package' | 'message' | 'enum' | 'enum value' | 'service' | 'method' | 'option';

/** Those that have names inside them. */
const aggregates: ReadonlySet<SymbolKind> = new Set(['package', 'message', 'enum', 'service']);

export class Symbols {
  readonly #declared = new Map<string, { readonly kind: SymbolKind; readonly path: string }>();
  /** The paths of the files of each package, those of the packages inside it too. */
  readonly #packages = new Map<string, Set<string>>();

  constructor(files: Iterable<FileOutline>) {
    for (const file of files) this.#add(file);
  }

  /** What a file that sees `visible` finds under a full name. */
  kindOf(fullName: string, visible: ReadonlySet<string>): SymbolKind | undefined {
    const found = this.#declared.get(fullName);
    if (found !== undefined && visible.has(found.path)) return found.kind;
    const paths = [...(this.#packages.get(fullName) ?? [])];
    return paths.some((path) => visible.has(path)) ? 'package' : undefined;
  }

  #add(file: FileOutline): void {
    const { path, package: packageName, services } = file;
    const parts = packageName?.text.split('.') ?? [];
    for (let depth = 1; depth <= parts.length; depth++) {
      const name = parts.slice(0, depth).join('.');
      const paths = this.#packages.get(name) ?? new Set();
      this.#packages.set(name, paths.add(path));
    }
    const prefix = packageName === undefined ? '' : `${packageName.text}.`;
    this.#addScope(file.scope, prefix, path);
    for (const { fullName } of extensionsOf(file)) this.#declare(fullName, 'option', path);
    for (const { name, methods } of services) {
      this.#declare(prefix + name.text, 'service', path);
      for (const method of methods) {
        this.#declare(`${prefix}${name.text}.${method.name.text}`, 'method', path);
      }
    }
  }

  #addScope({ messages, enums }: ScopeOutline, prefix: string, path: string): void {
    for (const { name, values } of enums) {
      this.#declare(prefix + name.text, 'enum', path);
      for (const value of values) this.#declare(prefix + value.name.text, 'enum value', path);
    }
    for (const message of messages) {
      this.#declare(prefix + message.name.text, 'message', path);
      this.#addScope(message, `${prefix}${message.name.text}.`, path);
    }
  }

  #declare(fullName: string, kind: SymbolKind, path: string): void {
    this.#declared.set(fullName, { kind, path });
  }
}

export function isAggregate(kind: SymbolKind): boolean {
  return aggregates.has(kind);
}
