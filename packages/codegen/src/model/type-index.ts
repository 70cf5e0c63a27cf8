// SPDX-License-Identifier: Apache-2.0
// Finds messages and enums by name, as protobuf's scopes and imports have it.
import { CodegenError, type SourcePlace } from '../codegen-error.js';
import type { Places, TypeUse } from '../source/places.js';
import type { EnumModel, MessageModel } from './model.js';

export type NamedType = EnumModel | MessageModel;

export class TypeIndex {
  readonly #types = new Map<string, NamedType>();
  readonly #visible: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #places: Places;

  constructor(visible: ReadonlyMap<string, ReadonlySet<string>>, places: Places) {
    this.#visible = visible;
    this.#places = places;
  }

  add(type: NamedType): void {
    this.#types.set(type.typeName, type);
  }

  /**
   * The type that `user` (`greeter.HelloRequest.name`), declared in `path`, means by `name`.
   * @throws CodegenError "unresolved-type" at the place of the name
   */
  resolve(name: string, user: string, use: TypeUse, path: string): NamedType {
    const visible = this.#visible.get(path);
    const found = this.#find(name, user, (type) => visible?.has(type.file.path) === true);
    if (found !== undefined) return found;
    const hidden = this.#find(name, user, () => true);
    const why =
      hidden === undefined
        ? `no message or enum is called ${name}`
        : `${name} is declared in ${hidden.file.path}, which is not imported`;
    throw new CodegenError('unresolved-type', why, this.place(user, use));
  }

  place(user: string, use: TypeUse): SourcePlace | undefined {
    return this.#places.use(user, use);
  }

  /** Innermost scope first; a leading dot means a full name. */
  #find(name: string, user: string, isVisible: (type: NamedType) => boolean): NamedType | undefined {
    if (name.startsWith('.')) {
      const found = this.#types.get(name.slice(1));
      return found !== undefined && isVisible(found) ? found : undefined;
    }
    const scopes = user.split('.');
    for (let depth = scopes.length - 1; depth >= 0; depth--) {
      const found = this.#types.get([...scopes.slice(0, depth), name].join('.'));
      if (found !== undefined && isVisible(found)) return found;
    }
    return undefined;
  }
}
