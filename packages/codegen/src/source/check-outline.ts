// SPDX-License-Identifier: Apache-2.0
// Checks of one file that need no other: names, numbers, what is reserved, names that TypeScript cannot tell apart.
import { CodegenError } from '../codegen-error.js';
import { mapEntryName, methodName, propertyName } from '../model/naming.js';
import {
  type EnumOutline,
  type FileOutline,
  integerOf,
  type Located,
  type MessageOutline,
  type Reserved,
  type ScopeOutline,
} from './outline.js';
import { maxEnumNumber, maxFieldNumber } from './read-declarations.js';

/** @throws CodegenError at the second of two things that clash */
export function checkOutline(file: FileOutline): void {
  const names = new Map<string, Located>();
  const locals = new Map<string, Located>();
  const imports = new Map<string, Located>();
  for (const found of file.imports) addUnique(imports, found.text, found, 'duplicate-name', 'imported');
  checkScope(file.scope, names, '', locals);
  for (const service of file.services) {
    addUnique(names, service.name.text, service.name, 'duplicate-name');
    addUnique(locals, service.name.text, service.name, 'name-clash');
    const methods = new Map<string, Located>();
    const localMethods = new Map<string, Located>();
    for (const { name } of service.methods) {
      addUnique(methods, name.text, name, 'duplicate-name');
      addUnique(localMethods, methodName(name.text), name, 'name-clash');
    }
  }
}

type Clash = 'duplicate-name' | 'name-clash';

function addUnique(
  seen: Map<string, Located>,
  key: string,
  found: Located,
  code: Clash,
  done = 'declared',
): void {
  const other = seen.get(key);
  if (other === undefined) {
    seen.set(key, found);
    return;
  }
  const [first, second] = isBefore(found, other) ? [found, other] : [other, found];
  const where = `line ${first.place.line}`;
  const why =
    code === 'duplicate-name'
      ? `${second.text} is ${done} twice, first on ${where}`
      : `${second.text} and ${first.text} on ${where} are both ${key} in TypeScript`;
  throw new CodegenError(code, why, second.place);
}

function isBefore({ place: a }: Located, { place: b }: Located): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

/** `names` are those of the scope, `outer` the names of the messages around it, `locals` all of the file. */
function checkScope(
  scope: ScopeOutline,
  names: Map<string, Located>,
  outer: string,
  locals: Map<string, Located>,
): void {
  for (const { name } of [...scope.messages, ...scope.enums]) {
    addUnique(names, name.text, name, 'duplicate-name');
    addUnique(locals, outer + name.text, name, 'name-clash');
  }
  for (const { name, number } of scope.extensions) {
    addUnique(names, name.text, name, 'duplicate-name');
    checkFieldNumber(number);
  }
  // The names of an enum's values belong to the scope around the enum, as in C.
  for (const outline of scope.enums) {
    for (const { name } of outline.values) addUnique(names, name.text, name, 'duplicate-name');
    checkEnum(outline);
  }
  for (const message of scope.messages) checkMessage(message, `${outer}${message.name.text}_`, locals);
}

function checkMessage(message: MessageOutline, outer: string, locals: Map<string, Located>): void {
  const names = new Map<string, Located>();
  const properties = new Map<string, Located>();
  const cases = new Map<string, Located>();
  const numbers = new Map<number, Located>();
  for (const { name, number, isMap, oneof } of message.fields) {
    addUnique(names, name.text, name, 'duplicate-name');
    // The entries of a map are a message of protobuf's own beside the nested ones.
    const entry = { text: mapEntryName(name.text), place: name.place };
    if (isMap) addUnique(names, entry.text, entry, 'duplicate-name');
    addUnique(oneof === undefined ? properties : cases, propertyName(name.text), name, 'name-clash');
    checkFieldNumber(number);
    addNumber(numbers, name, number);
    checkReserved(message.reserved, message.name.text, name, number);
  }
  for (const oneof of message.oneofs) {
    addUnique(names, oneof.text, oneof, 'duplicate-name');
    addUnique(properties, propertyName(oneof.text), oneof, 'name-clash');
    if (!message.fields.some((field) => field.oneof === oneof)) {
      throw new CodegenError('syntax', `oneof ${oneof.text} has no fields`, oneof.place);
    }
  }
  checkScope(message, names, outer, locals);
  checkOptionals(message, names);
}

/** protobufjs puts `optional x` into a oneof `_x` of its own, beside which it takes nothing else of that name. */
function checkOptionals({ fields }: MessageOutline, names: ReadonlyMap<string, Located>): void {
  for (const { name, label } of fields) {
    const other = label === 'optional' ? names.get(`_${name.text}`) : undefined;
    if (other === undefined) continue;
    const why = `the name ${other.text} beside optional ${name.text} is not supported; rename one`;
    throw new CodegenError('unsupported', why, other.place);
  }
}

function checkFieldNumber({ text, place }: Located): void {
  const number = integerOf(text);
  if (number < 1 || number > maxFieldNumber) {
    throw new CodegenError('bad-number', `field number ${text} is not from 1 to 536,870,911`, place);
  }
  if (number >= 19_000 && number <= 19_999) {
    throw new CodegenError(
      'bad-number',
      `field number ${text} is one of 19,000 to 19,999, which protobuf keeps`,
      place,
    );
  }
}

function addNumber(numbers: Map<number, Located>, name: Located, number: Located): void {
  const value = integerOf(number.text);
  const other = numbers.get(value);
  if (other !== undefined) {
    throw new CodegenError(
      'duplicate-number',
      `${name.text} and ${other.text} have the same number ${value}`,
      number.place,
    );
  }
  numbers.set(value, name);
}

function checkReserved(reserved: Reserved, owner: string, name: Located, number: Located): void {
  if (reserved.names.has(name.text)) {
    throw new CodegenError('reserved', `${owner} reserves the name ${name.text}`, name.place);
  }
  const value = integerOf(number.text);
  if (reserved.ranges.some(([first, last]) => value >= first && value <= last)) {
    throw new CodegenError('reserved', `${owner} reserves the number ${value}`, number.place);
  }
}

function checkEnum({ name: owner, values, reserved, options }: EnumOutline): void {
  const [first] = values;
  if (first === undefined) throw new CodegenError('syntax', `enum ${owner.text} has no values`, owner.place);
  if (integerOf(first.number.text) !== 0) {
    throw new CodegenError(
      'bad-number',
      `the first value of ${owner.text} must be 0, its default`,
      first.number.place,
    );
  }
  const alias = options.find(({ name, isCustom }) => !isCustom && name.text === 'allow_alias');
  const numbers = new Map<number, Located>();
  for (const { name, number } of values) {
    const value = integerOf(number.text);
    if (value < -maxEnumNumber - 1 || value > maxEnumNumber) {
      throw new CodegenError('bad-number', `${number.text} is not a 32-bit integer`, number.place);
    }
    if (alias?.value.text === 'true') numbers.set(value, name);
    else addNumber(numbers, name, number);
    checkReserved(reserved, owner.text, name, number);
  }
  if (alias !== undefined && numbers.size === values.length) {
    const why = `no two values of ${owner.text} have the same number; leave allow_alias out`;
    throw new CodegenError('bad-proto-option', why, alias.name.place);
  }
}
