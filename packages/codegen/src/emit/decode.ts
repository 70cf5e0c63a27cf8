// SPDX-License-Identifier: Apache-2.0
// decode() of a message: a switch over tags. What does not match is kept as unknown.
import type { FieldModel, MessageModel, TypeModel } from '../model/model.js';
import { accessSource, propertySource } from '../model/naming.js';
import type { FileScope } from './file-scope.js';
import type { Lines } from './lines.js';
import { fieldDefault, fieldType, keyScalar, scalarOf, tagOf, valueType, zeroOf } from './types.js';

export function emitDecode(lines: Lines, message: MessageModel, scope: FileScope): void {
  const defaults = message.members.map((member) => {
    const value = member.kind === 'oneof' ? '{ case: undefined }' : fieldDefault(member, scope);
    return `${propertySource(member.localName)}: ${value}`;
  });
  const line = `decode(reader, end, depth = 0, message = {${defaults.length > 0 ? ` ${defaults.join(', ')} ` : ''}}) {`;
  const body = (): void => {
    lines.block('while (reader.pos < end) {', () => emitLoop(lines, message, scope), '}');
    lines.add(`${scope.runtime('checkEnd')}(reader, end);`, 'return message;');
  };
  if (line.length <= 108) {
    lines.block(line, body, '},');
    return;
  }
  lines.add('decode(', '  reader,', '  end,', '  depth = 0,', '  message = {');
  for (const value of defaults) lines.add(`    ${value},`);
  lines.add('  },').block(') {', body, '},');
}

function emitLoop(lines: Lines, message: MessageModel, scope: FileScope): void {
  lines.add('const start = reader.pos;', `const tag = ${scope.runtime('readTag')}(reader);`);
  const keep = `${scope.runtime('keepUnknown')}(reader, tag, start, depth, message);`;
  if (message.members.length === 0) {
    lines.add(keep);
    return;
  }
  const cases = (): void => {
    for (const member of message.members) {
      if (member.kind === 'field') emitField(lines, message, member, scope);
      else for (const field of member.fields) emitOneofField(lines, member.localName, field, scope);
    }
    lines.add('default:', `  ${keep}`);
  };
  lines.block('switch (tag) {', cases, '}');
}

function emitCase(lines: Lines, tag: number, ...body: string[]): void {
  lines.add(`case ${tag}:`, ...body.map((line) => `  ${line}`), '  break;');
}

function emitField(lines: Lines, message: MessageModel, field: FieldModel, scope: FileScope): void {
  const target = accessSource('message', field.localName);
  const { type } = field;
  if (field.shape === 'map') {
    const entry = `${mapReader(message, field)}(reader, ${scope.runtime('readMessageEnd')}(reader, depth + 1), depth + 1, ${target});`;
    emitCase(lines, tagOf(field, 2), entry);
    return;
  }
  if (field.shape === 'repeated') {
    emitCase(lines, tagOf(field, scalarWire(type, scope)), `${target}.push(${readSource(type, scope)});`);
    if (type.kind === 'message' || scalarOf(type, scope).wireType === 2) return;
    const packed = `${scope.runtime('readPacked')}(reader, ${target}, ${scope.runtime(scalarOf(type, scope).read)});`;
    emitCase(lines, tagOf(field, 2), packed);
    return;
  }
  emitCase(lines, tagOf(field, scalarWire(type, scope)), `${target} = ${readSource(type, scope, target)};`);
}

function scalarWire(type: TypeModel, scope: FileScope): number {
  return type.kind === 'message' ? 2 : scalarOf(type, scope).wireType;
}

function readSource(type: TypeModel, scope: FileScope, into?: string, levels = 1): string {
  if (type.kind !== 'message') return `${scope.runtime(scalarOf(type, scope).read)}(reader)`;
  const depth = `depth + ${levels}`;
  const end = `${scope.runtime('readMessageEnd')}(reader, ${depth})`;
  return `${scope.codec(type)}.decode(reader, ${end}, ${depth}${into === undefined ? '' : `, ${into}`})`;
}

function emitOneofField(lines: Lines, oneof: string, field: FieldModel, scope: FileScope): void {
  const target = accessSource('message', oneof);
  const { type, localName } = field;
  const tag = tagOf(field, scalarWire(type, scope));
  if (type.kind !== 'message') {
    emitCase(lines, tag, `${target} = { case: '${localName}', value: ${readSource(type, scope)} };`);
    return;
  }
  const codec = scope.codec(type);
  const body = (): void => {
    lines.add(
      `const stop = ${scope.runtime('readMessageEnd')}(reader, depth + 1);`,
      `const into = ${target}.case === '${localName}' ? ${target}.value : undefined;`,
      `${target} = { case: '${localName}', value: ${codec}.decode(reader, stop, depth + 1, into) };`,
      'break;',
    );
  };
  lines.block(`case ${tag}: {`, body, '}');
}

/** `$` is in no name of a `.proto`, so that no declaration is called the same. */
function mapReader(message: MessageModel, field: FieldModel): string {
  return `read${message.localName}$${field.localName}`;
}

/** The functions that read entries of the message's map fields. */
export function emitMapReaders(lines: Lines, message: MessageModel, scope: FileScope): void {
  for (const member of message.members) {
    if (member.kind === 'field' && member.shape === 'map') emitMapReader(lines, message, member, scope);
  }
}

function emitMapReader(lines: Lines, message: MessageModel, field: FieldModel, scope: FileScope): void {
  const key = keyScalar(field, scope);
  const { type } = field;
  const isMessage = type.kind === 'message';
  const value = valueType(type, scope);
  const reader = scope.runtimeType('Reader');
  const declareValue = isMessage
    ? `let value: ${value} | undefined;`
    : `let value: ${value} = ${zeroOf(type, scope)};`;
  const set = isMessage ? `value ?? ${scope.codec(type)}.create()` : 'value';
  const loop = (): void => {
    lines.add(`const tag = ${scope.runtime('readTag')}(reader);`);
    const cases = (): void => {
      emitCase(lines, 8 | key.wireType, `key = ${scope.runtime(key.read)}(reader);`);
      emitCase(
        lines,
        16 | scalarWire(type, scope),
        `value = ${readSource(type, scope, isMessage ? 'value' : undefined)};`,
      );
      lines.add('default:', `  ${scope.runtime('skipField')}(reader, tag, depth);`);
    };
    lines.block('switch (tag) {', cases, '}');
  };
  const head = `function ${mapReader(message, field)}(reader: ${reader}, end: number, depth: number, map: ${fieldType(field, scope)}): void {`;
  lines.block(
    head,
    () => {
      lines.add(`let key${key.typescript === 'boolean' ? ': boolean' : ''} = ${key.zero};`, declareValue);
      lines.block('while (reader.pos < end) {', loop, '}');
      lines.add(`${scope.runtime('checkEnd')}(reader, end);`, `map.set(key, ${set});`);
    },
    '}',
  );
  lines.add('');
}
