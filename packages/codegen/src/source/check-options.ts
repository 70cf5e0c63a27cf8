// SPDX-License-Identifier: Apache-2.0
// Checks of options: those of protobuf's own by its descriptors, those that are declared by `extend` by name only.
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { CodegenError } from '../codegen-error.js';
import { lowerCamelCase } from '../model/naming.js';
import { optionsPath } from './imports.js';
import { extensionsOf, type OptionSet, optionSetsOf } from './option-sets.js';
import type { ExtensionOutline, FileOutline, OptionOutline, OptionTarget } from './outline.js';

/** Checks all options of a file but those in parentheses. @throws CodegenError "bad-proto-option", "unsupported" */
export function checkOptions(file: FileOutline): void {
  for (const { target, options } of optionSetsOf(file)) {
    const seen = new Map<string, OptionOutline>();
    for (const option of options) {
      if (option.isCustom) continue;
      checkOwn(option, target);
      addOnce(seen, option);
    }
  }
}

/** Checks the options in parentheses of all files. @throws CodegenError "bad-proto-option", "unresolved-type" */
export function checkCustomOptions(
  files: ReadonlyMap<string, FileOutline>,
  visible: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const declared = new Map<string, { readonly path: string; readonly extension: ExtensionOutline }>();
  for (const file of files.values()) {
    for (const { fullName, extension } of extensionsOf(file)) {
      if (!visible.get(file.path)!.has(optionsPath)) {
        const why = `${extension.target.text} is declared in ${optionsPath}, which is not imported`;
        throw new CodegenError('unresolved-type', why, extension.target.place);
      }
      declared.set(fullName, { path: file.path, extension });
    }
  }
  for (const file of files.values()) {
    const find = (name: string): ExtensionOutline | undefined => {
      const found = declared.get(name);
      return found !== undefined && visible.get(file.path)!.has(found.path) ? found.extension : undefined;
    };
    for (const set of optionSetsOf(file)) checkCustom(set, find);
  }
}

function checkCustom(
  { target, scope, options }: OptionSet,
  find: (name: string) => ExtensionOutline | undefined,
): void {
  const seen = new Map<string, OptionOutline>();
  for (const option of options) {
    if (!option.isCustom) continue;
    const { text, place } = option.name;
    const extension = scopesOf(text, scope)
      .map(find)
      .find((one) => one !== undefined);
    if (extension === undefined) throw unknown(`(${text})`, option);
    if (!extension.target.text.endsWith(`.${target}`)) {
      const why = `(${text}) is an option of ${extension.target.text}, not of google.protobuf.${target}`;
      throw new CodegenError('bad-proto-option', why, place);
    }
    if (option.rest === '' && extension.label !== 'repeated') addOnce(seen, option);
  }
}

/** The full names that `name` may mean inside `scope`, innermost first. */
function scopesOf(name: string, scope: string): string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  const parts = scope === '' ? [] : scope.split('.');
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    [...parts.slice(0, parts.length - up), name].join('.'),
  );
}

function checkOwn(option: OptionOutline, target: OptionTarget): void {
  const { text, place } = option.name;
  if (target === 'FieldOptions' && text === 'default') {
    throw new CodegenError('unsupported', 'default values are of proto2, which is not supported', place);
  }
  if (target === 'FieldOptions' && text === 'json_name') {
    checkValue(option, 'string');
    return;
  }
  if (text === 'map_entry' && target === 'MessageOptions') {
    throw new CodegenError('bad-proto-option', 'map_entry cannot be set; use map<…>', place);
  }
  const field = own(text, target)?.resolve();
  if (field === undefined) throw unknown(text, option);
  if (field.resolvedType instanceof protobuf.Type) {
    throw new CodegenError('unsupported', `option ${text} is of editions, which are not supported`, place);
  }
  checkValue(option, field.resolvedType ?? field.type);
  if (text === 'message_set_wire_format' && option.value.text === 'true') {
    throw new CodegenError('unsupported', 'message sets are of proto2, which is not supported', place);
  }
}

function own(name: string, target: OptionTarget): protobuf.Field | undefined {
  const key = lowerCamelCase(name);
  const { fields } = descriptor[target] as protobuf.Type;
  // protobufjs has the names in camel case, and one that is for protoc itself.
  const isName = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) === name;
  return isName && name !== 'uninterpreted_option' && Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function checkValue({ name, rest, value }: OptionOutline, type: protobuf.Enum | string): void {
  const { kind, text } = value;
  if (rest !== '')
    throw new CodegenError('bad-proto-option', `option ${name.text} has no ${rest}`, name.place);
  if (typeof type !== 'string') {
    if (kind === 'word' && Object.hasOwn(type.values, text)) return;
    const wanted = Object.keys(type.values).join(', ');
    throw new CodegenError('bad-proto-option', `option ${name.text} must be one of ${wanted}`, value.place);
  }
  const isRight = type === 'bool' ? kind === 'word' && /^(true|false)$/.test(text) : kind === 'string';
  if (isRight) return;
  const wanted = type === 'bool' ? 'true or false' : 'a string';
  throw new CodegenError('bad-proto-option', `option ${name.text} must be ${wanted}`, value.place);
}

/** Several `targets` make a list; every other option of protobuf's own is set once. */
function addOnce(seen: Map<string, OptionOutline>, option: OptionOutline): void {
  const { text, place } = option.name;
  const other = seen.get(text);
  if (other !== undefined && text !== 'targets') {
    const name = option.isCustom ? `(${text})` : text;
    const why = `option ${name} is set twice, first on line ${other.name.place.line}`;
    throw new CodegenError('bad-proto-option', why, place);
  }
  seen.set(text, option);
}

function unknown(name: string, { name: { place } }: OptionOutline): CodegenError {
  return new CodegenError('bad-proto-option', `no option is called ${name}`, place);
}
