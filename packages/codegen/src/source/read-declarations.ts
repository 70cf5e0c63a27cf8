// SPDX-License-Identifier: Apache-2.0
// Reads the outlines of messages and enums.
import { CodegenError } from '../codegen-error.js';
import {
  type EnumOutline,
  type FieldOutline,
  integerOf,
  type Located,
  type MessageOutline,
  newReserved,
  newScope,
  type OneofOutline,
  type Reserved,
  type ScopeOutline,
} from './outline.js';
import { readBracketOptions, readOptionStatement } from './read-options.js';
import type { TokenReader } from './token-reader.js';

export const maxFieldNumber = 536_870_911; // 2^29 - 1
export const maxEnumNumber = 2_147_483_647; // 2^31 - 1
/** protoc's limit. */
const maxNesting = 32;

/** Reads a message, an enum or an `extend` of options; false when the next token begins none of them. */
export function readDeclaration(reader: TokenReader, scope: ScopeOutline, depth = 0): boolean {
  const { text } = reader.next;
  const isDeclared = reader.afterNext.kind === 'word';
  if (text === 'message' && isDeclared) scope.messages.push(readMessage(reader, depth + 1));
  else if (text === 'enum' && isDeclared) scope.enums.push(readEnum(reader));
  else if (text === 'extend' && isDeclared) readExtend(reader, scope);
  else return false;
  return true;
}

/** Options of one's own are declared by extending protobuf's; they change nothing in the generated code. */
function readExtend(reader: TokenReader, scope: ScopeOutline): void {
  const token = reader.take();
  const target = reader.typeName('the name of a message');
  if (!/^\.?google\.protobuf\.[A-Za-z]+Options$/.test(target.text)) {
    throw new CodegenError('unsupported', 'extensions are not supported', reader.place(token));
  }
  reader.expect('{');
  while (!reader.skip('}')) {
    if (reader.skip(';')) continue;
    if (reader.next.kind !== 'word') throw reader.unexpected('an option or "}"');
    const field = readField(reader, undefined);
    if (field.isMap) throw new CodegenError('syntax', 'an option cannot be a map', field.name.place);
    scope.extensions.push({ ...field, target });
  }
}

function readMessage(reader: TokenReader, depth: number): MessageOutline {
  const token = reader.take();
  if (depth > maxNesting) {
    throw new CodegenError(
      'unsupported',
      `messages nest deeper than ${maxNesting} levels`,
      reader.place(token),
    );
  }
  const name = reader.name('the name of the message');
  const message: MessageOutline = {
    name,
    fields: [],
    oneofs: [],
    reserved: newReserved(),
    options: [],
    ...newScope(),
  };
  reader.expect('{');
  while (!reader.skip('}')) {
    if (reader.skip(';') || readDeclaration(reader, message, depth)) continue;
    const { next, afterNext } = reader;
    if (next.text === 'option' && afterNext.text !== '.') message.options.push(readOptionStatement(reader));
    else if (next.text === 'oneof' && afterNext.kind === 'word') readOneof(reader, message);
    else if (next.text === 'reserved') readReserved(reader, message.reserved, 1, maxFieldNumber);
    else if (next.text === 'extensions') {
      throw new CodegenError('unsupported', 'extensions are not supported', reader.place(next));
    } else if (next.kind === 'word') message.fields.push(readField(reader, undefined));
    else throw reader.unexpected('a field or "}"');
  }
  return message;
}

function readOneof(reader: TokenReader, message: MessageOutline): void {
  reader.take();
  const oneof: OneofOutline = { ...reader.name('the name of the oneof'), options: [] };
  message.oneofs.push(oneof);
  reader.expect('{');
  while (!reader.skip('}')) {
    if (reader.skip(';')) continue;
    const { next } = reader;
    if (next.text === 'option') oneof.options.push(readOptionStatement(reader));
    else if (
      ['repeated', 'optional', 'required', 'map'].includes(next.text) &&
      reader.afterNext.text !== '.'
    ) {
      throw new CodegenError('syntax', `a field of a oneof cannot be ${next.text}`, reader.place(next));
    } else if (next.kind === 'word') message.fields.push(readField(reader, oneof));
    else throw reader.unexpected('a field or "}"');
  }
}

function readField(reader: TokenReader, oneof: OneofOutline | undefined): FieldOutline {
  if (reader.next.text === 'required') {
    const why = '"required" is of proto2, which is not supported; leave it out';
    throw new CodegenError('unsupported', why, reader.place(reader.next));
  }
  const label = reader.skip('repeated') ? 'repeated' : reader.skip('optional') ? 'optional' : undefined;
  if (
    reader.next.text === 'group' &&
    reader.afterNext.kind === 'word' &&
    /^[A-Z]/.test(reader.afterNext.text)
  ) {
    throw new CodegenError(
      'unsupported',
      'groups are not supported; use a message',
      reader.place(reader.next),
    );
  }
  let type: Located;
  const isMap = reader.next.text === 'map' && reader.afterNext.text === '<';
  if (isMap) {
    reader.take();
    reader.take();
    const key = reader.typeName('the type of the keys');
    if (!/^((u?int|sint|s?fixed)(32|64)|bool|string)$/.test(key.text)) {
      throw new CodegenError('bad-type', `the keys of a map cannot be ${key.text}`, key.place);
    }
    reader.expect(',');
    type = reader.typeName('the type of the values');
    reader.expect('>');
  } else type = reader.typeName('the type of the field');
  const name = reader.name('the name of the field');
  reader.expect('=');
  const number = reader.integer('the number of the field');
  const options = readBracketOptions(reader);
  reader.expect(';');
  return { name, type, number, isMap, oneof, label, options };
}

function readEnum(reader: TokenReader): EnumOutline {
  reader.take();
  const name = reader.name('the name of the enum');
  const outline: EnumOutline = { name, values: [], reserved: newReserved(), options: [] };
  reader.expect('{');
  while (!reader.skip('}')) {
    if (reader.skip(';')) continue;
    if (reader.next.text === 'option' && reader.afterNext.text !== '=') {
      outline.options.push(readOptionStatement(reader));
    } else if (reader.next.text === 'reserved' && reader.afterNext.text !== '=') {
      readReserved(reader, outline.reserved, -maxEnumNumber - 1, maxEnumNumber);
    } else {
      const value = reader.name('the name of a value or "}"');
      reader.expect('=');
      const number = reader.integer('the number of the value');
      const options = readBracketOptions(reader);
      reader.expect(';');
      outline.values.push({ name: value, number, options });
    }
  }
  return outline;
}

/** Either names or numbers. @throws CodegenError "bad-number", "duplicate-name", "duplicate-number" */
function readReserved(reader: TokenReader, reserved: Reserved, min: number, max: number): void {
  reader.take();
  if (reader.next.kind === 'string') {
    do reserveName(reader.string('a name in quotes'), reserved);
    while (reader.skip(','));
  } else {
    let what = 'a number or a name in quotes';
    do {
      reserveRange(reader, what, reserved, min, max);
      what = 'a number';
    } while (reader.skip(','));
  }
  reader.expect(';');
}

function reserveName({ text, place }: Located, { names }: Reserved): void {
  if (names.has(text)) throw new CodegenError('duplicate-name', `${text} is reserved twice`, place);
  names.add(text);
}

function reserveRange(
  reader: TokenReader,
  what: string,
  { ranges }: Reserved,
  min: number,
  max: number,
): void {
  const from = reader.integer(what);
  const first = integerOf(from.text);
  let last = first;
  if (reader.skip('to')) {
    last = reader.skip('max') ? max : integerOf(reader.integer('a number or "max"').text);
  }
  if (first < min || last > max || last < first) {
    const why =
      last < first
        ? `the reserved numbers ${first} to ${last} end before they begin`
        : `reserved numbers are from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
    throw new CodegenError('bad-number', why, from.place);
  }
  const other = ranges.find(([start, end]) => first <= end && last >= start);
  if (other !== undefined) {
    const number = Math.max(first, other[0]);
    throw new CodegenError('duplicate-number', `${number} is reserved twice`, from.place);
  }
  ranges.push([first, last]);
}
