// SPDX-License-Identifier: Apache-2.0
// Everything that the services of a server need to be described: their files by path and by what they declare.
import type { FileType, ServiceType } from '@memlane/rpc';
import { symbolsIn } from './symbols.js';

export class Catalog {
  readonly #added = new Set<FileType>();
  readonly #files = new Map<string, FileType>();
  readonly #symbols = new Map<string, FileType>();
  readonly #messages = new Set<string>();
  readonly #descriptors = new Map<FileType, Uint8Array>();

  /** Services without a file, of an older release of the generator, are left out. */
  constructor(services: readonly ServiceType[]) {
    for (const { file } of services) if (file !== undefined) this.#add(file());
  }

  file(path: string): FileType | undefined {
    return this.#files.get(path);
  }

  /** The file that declares what has this full name. */
  fileOf(symbol: string): FileType | undefined {
    return this.#symbols.get(symbol);
  }

  isMessage(name: string): boolean {
    return this.#messages.has(name);
  }

  /** The descriptors of a file and of all that it depends on, each path once, and before those that it depends on. */
  descriptors(file: FileType): Uint8Array[] {
    const paths = new Set<string>();
    const found: Uint8Array[] = [];
    const visit = (one: FileType): void => {
      if (paths.has(one.path)) return;
      paths.add(one.path);
      for (const dependency of one.dependencies) visit(dependency);
      found.push(this.#descriptorOf(one));
    };
    visit(file);
    return found.reverse();
  }

  /** Of two files of the same path, or two declarations of the same name, the first is kept. */
  #add(file: FileType): void {
    if (this.#added.has(file)) return;
    this.#added.add(file);
    if (!this.#files.has(file.path)) this.#files.set(file.path, file);
    for (const { name, isMessage } of symbolsIn(this.#descriptorOf(file))) {
      if (this.#symbols.has(name)) continue;
      this.#symbols.set(name, file);
      if (isMessage) this.#messages.add(name);
    }
    for (const dependency of file.dependencies) this.#add(dependency);
  }

  #descriptorOf(file: FileType): Uint8Array {
    let bytes = this.#descriptors.get(file);
    if (bytes === undefined) {
      bytes = Buffer.from(file.descriptor, 'base64');
      this.#descriptors.set(file, bytes);
    }
    return bytes;
  }
}
