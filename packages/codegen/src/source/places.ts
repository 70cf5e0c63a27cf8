// SPDX-License-Identifier: Apache-2.0
// Where each declaration and each use of a type stands, by its full name.
import type { SourcePlace } from '../codegen-error.js';
import type { FileOutline, Located, MessageOutline, ScopeOutline } from './outline.js';

/** A use of a type: by a field, or by a method as input or output. */
export type TypeUse = 'type' | 'input' | 'output';

export class Places {
  readonly #declared = new Map<string, Located>();
  readonly #uses = new Map<string, SourcePlace>();

  /** Returns the first declaration that another file has made already, and that one. */
  add(file: FileOutline): { readonly name: Located; readonly other: Located } | undefined {
    const prefix = file.package === undefined ? '' : `${file.package.text}.`;
    const declared: [string, Located][] = [...namesOf(file.scope, prefix)];
    for (const service of file.services) {
      declared.push([prefix + service.name.text, service.name]);
      for (const { name, input, output } of service.methods) {
        const fullName = `${prefix}${service.name.text}.${name.text}`;
        this.#uses.set(`${fullName} input`, input.place).set(`${fullName} output`, output.place);
      }
    }
    for (const message of file.scope.messages) this.#addFields(message, prefix);
    for (const [fullName, name] of declared) {
      const other = this.#declared.get(fullName);
      if (other !== undefined) return { name, other };
      this.#declared.set(fullName, name);
    }
    return undefined;
  }

  /** Where the type of `greeter.HelloRequest.name` stands. */
  use(fullName: string, use: TypeUse): SourcePlace | undefined {
    return this.#uses.get(`${fullName} ${use}`);
  }

  #addFields(message: MessageOutline, prefix: string): void {
    const inner = `${prefix}${message.name.text}.`;
    for (const { name, type } of message.fields) this.#uses.set(`${inner}${name.text} type`, type.place);
    for (const nested of message.messages) this.#addFields(nested, inner);
  }
}

/** Full names of messages, enums and values of enums. */
function* namesOf(scope: ScopeOutline, prefix: string): Generator<[string, Located]> {
  for (const { name, values } of scope.enums) {
    yield [prefix + name.text, name];
    for (const value of values) yield [prefix + value.name.text, value.name];
  }
  for (const message of scope.messages) {
    yield [prefix + message.name.text, message.name];
    yield* namesOf(message, `${prefix}${message.name.text}.`);
  }
}
