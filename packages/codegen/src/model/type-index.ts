// SPDX-License-Identifier: Apache-2.0
// Finds messages and enums by name, as protobuf's scopes and imports have it.
import { CodegenError, type SourcePlace } from '../codegen-error.js';
import type { Loaded } from '../source/load.js';
import type { TypeUse } from '../source/places.js';
import { isAggregate } from '../source/symbols.js';
import type { EnumModel, MessageModel } from './model.js';

export type NamedType = EnumModel | MessageModel;

export class TypeIndex {
  readonly #types = new Map<string, NamedType>();
  readonly #loaded: Pick<Loaded, 'visible' | 'places' | 'symbols'>;

  constructor(loaded: Pick<Loaded, 'visible' | 'places' | 'symbols'>) {
    this.#loaded = loaded;
  }

  add(type: NamedType): void {
    this.#types.set(type.typeName, type);
  }

  /**
   * The type that `user` (`greeter.HelloRequest.name`), declared in `path`, means by `name`.
   * @throws CodegenError "unresolved-type", "bad-type" at the place of the name
   */
  resolve(name: string, user: string, use: TypeUse, path: string): NamedType {
    const visible = this.#loaded.visible.get(path) ?? new Set([path]);
    const fail = (code: 'unresolved-type' | 'bad-type', why: string): never => {
      throw new CodegenError(code, why, this.place(user, use));
    };
    const [first = ''] = name.split('.');
    for (const scope of scopesAround(name, user)) {
      const kind = this.#loaded.symbols.kindOf(scope + first, visible);
      if (kind === undefined) continue;
      const found = this.#visibleType(scope + name, visible);
      if (found !== undefined) return found;
      if (first !== name) {
        // The innermost thing of the first name decides, even where there is nothing of the others in it.
        if (!isAggregate(kind)) continue;
        const other = this.#hidden(name, user);
        if (other === undefined || other.typeName === scope + name) break;
        const meant = `${name} means ${scope}${name} here, which is not declared`;
        return fail('unresolved-type', `${meant}; the other one is .${other.typeName}`);
      }
      // For a method it may be anything; for a field it is the innermost type.
      if (use !== 'type') return fail('bad-type', `${name} is the ${kind} ${scope}${name} here, no message`);
    }
    const absolute = name.startsWith('.') ? this.#visibleType(name.slice(1), visible) : undefined;
    if (absolute !== undefined) return absolute;
    const hidden = this.#hidden(name, user);
    return fail(
      'unresolved-type',
      hidden === undefined
        ? `no message or enum is called ${name}`
        : `${name} is declared in ${hidden.file.path}, which is not imported`,
    );
  }

  place(user: string, use: TypeUse): SourcePlace | undefined {
    return this.#loaded.places.use(user, use);
  }

  #visibleType(fullName: string, visible: ReadonlySet<string>): NamedType | undefined {
    const found = this.#types.get(fullName);
    return found !== undefined && visible.has(found.file.path) ? found : undefined;
  }

  /** A type of that name in any file. */
  #hidden(name: string, user: string): NamedType | undefined {
    if (name.startsWith('.')) return this.#types.get(name.slice(1));
    return scopesAround(name, user)
      .map((scope) => this.#types.get(scope + name))
      .find((type) => type !== undefined);
  }
}

/** What may stand before `name`, innermost scope first; nothing for a full name. */
function scopesAround(name: string, user: string): string[] {
  if (name.startsWith('.')) return [];
  const scopes = user.split('.').slice(0, -1);
  return scopes.map((_, up) => `${scopes.slice(0, scopes.length - up).join('.')}.`).concat('');
}
