// SPDX-License-Identifier: Apache-2.0
// All options of a file with what they stand at. Values only.
import type { ExtensionOutline, FileOutline, OptionOutline, OptionTarget, ScopeOutline } from './outline.js';

/** The options of one thing. */
export interface OptionSet {
  readonly target: OptionTarget;
  /** Full name of what is around the thing: where names of options are looked up first. */
  readonly scope: string;
  readonly options: readonly OptionOutline[];
}

export function* optionSetsOf(file: FileOutline): Generator<OptionSet> {
  const scope = file.package?.text ?? '';
  yield { target: 'FileOptions', scope, options: file.options };
  yield* setsOf(file.scope, scope);
  for (const service of file.services) {
    yield { target: 'ServiceOptions', scope, options: service.options };
    const inner = join(scope, service.name.text);
    for (const { options } of service.methods) yield { target: 'MethodOptions', scope: inner, options };
  }
}

/** What a file declares by `extend`, with full names. */
export function* extensionsOf(
  file: FileOutline,
): Generator<{ readonly fullName: string; readonly extension: ExtensionOutline }> {
  yield* extensionsIn(file.scope, file.package?.text ?? '');
}

function* extensionsIn(scope: ScopeOutline, name: string): ReturnType<typeof extensionsOf> {
  for (const extension of scope.extensions) yield { fullName: join(name, extension.name.text), extension };
  for (const message of scope.messages) yield* extensionsIn(message, join(name, message.name.text));
}

function* setsOf({ messages, enums, extensions }: ScopeOutline, scope: string): Generator<OptionSet> {
  for (const { options } of extensions) yield { target: 'FieldOptions', scope, options };
  for (const { name, options, values } of enums) {
    yield { target: 'EnumOptions', scope, options };
    const inner = join(scope, name.text);
    for (const value of values) yield { target: 'EnumValueOptions', scope: inner, options: value.options };
  }
  for (const message of messages) {
    const inner = join(scope, message.name.text);
    yield { target: 'MessageOptions', scope: inner, options: message.options };
    for (const field of message.fields)
      yield { target: 'FieldOptions', scope: inner, options: field.options };
    for (const { options } of message.oneofs) yield { target: 'OneofOptions', scope: inner, options };
    yield* setsOf(message, inner);
  }
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
