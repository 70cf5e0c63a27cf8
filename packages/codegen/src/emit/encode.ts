// SPDX-License-Identifier: Apache-2.0
// encode() of a message: one straight line of code, field by field.
import type { FieldModel, MemberModel, MessageModel, OneofModel, TypeModel } from '../model/model.js';
import { accessSource, localVariable } from '../model/naming.js';
import { runtimeNames } from '../runtime-names.js';
import type { FileScope } from './file-scope.js';
import type { Lines } from './lines.js';
import { keyScalar, scalarOf, tagOf } from './types.js';

export function emitEncode(lines: Lines, message: MessageModel, scope: FileScope): void {
  const hasNested = message.members.some((member) =>
    member.kind === 'oneof'
      ? member.fields.some(({ type }) => type.kind === 'message')
      : member.type.kind === 'message',
  );
  lines.block(
    hasNested ? 'encode(message, writer, depth = 0) {' : 'encode(message, writer) {',
    () => {
      lines.add(`${scope.runtime('checkMessage')}(message, '${message.typeName}');`);
      for (const member of message.members) {
        const local = localVariable(member.localName, scope.names, runtimeNames);
        lines.add(`const ${local} = ${accessSource('message', member.localName)};`);
        emitMember(lines, member, local, scope);
      }
      lines.add(`${scope.runtime('writeUnknown')}(writer, message);`);
    },
    '},',
  );
}

function emitMember(lines: Lines, member: MemberModel, local: string, scope: FileScope): void {
  if (member.kind === 'oneof') {
    emitOneof(lines, member, local, scope);
    return;
  }
  switch (member.shape) {
    case 'repeated':
      emitRepeated(lines, member, local, scope);
      break;
    case 'map':
      emitMap(lines, member, local, scope);
      break;
    default:
      emitSingle(lines, member, `if (${isPresent(member, local, scope)})`, local, scope);
  }
}

function isPresent(field: FieldModel, local: string, scope: FileScope): string {
  const given = `${local} !== undefined`;
  if (field.shape !== 'implicit') return given;
  const { zero, typescript } = scalarOf(field.type, scope);
  // An empty array is not equal to another one, and -0 is not the default.
  if (typescript === 'Uint8Array') return `${given} && ${local}?.length !== 0`;
  if (field.type.kind === 'scalar' && (field.type.name === 'double' || field.type.name === 'float')) {
    return `${given} && !Object.is(${local}, 0)`;
  }
  return `${given} && ${local} !== ${zero}`;
}

function emitSingle(lines: Lines, field: FieldModel, head: string, value: string, scope: FileScope): void {
  if (field.type.kind !== 'message') {
    const { wireType } = scalarOf(field.type, scope);
    lines.statement(
      head,
      `${writeSource(field.type, tagOf(field, wireType), value, field.fullName, scope)};`,
    );
    return;
  }
  lines.block(`${head} {`, () => emitNested(lines, field, value, 1, 'at', scope), '}');
}

function emitNested(
  lines: Lines,
  field: FieldModel,
  value: string,
  levels: number,
  at: string,
  scope: FileScope,
  tag: number = tagOf(field, 2),
): void {
  if (field.type.kind !== 'message') return;
  const begin = scope.runtime('beginMessage');
  lines.add(
    `const ${at} = ${begin}(writer, ${tag}, ${value}, depth + ${levels}, '${field.fullName}');`,
    `${scope.codec(field.type)}.encode(${value}, writer, depth + ${levels});`,
    `${scope.runtime('endPart')}(writer, ${at});`,
  );
}

function writeSource(type: TypeModel, tag: number, value: string, name: string, scope: FileScope): string {
  return `${scope.runtime(scalarOf(type, scope).write)}(writer.uint32(${tag}), ${value}, '${name}')`;
}

function emitRepeated(lines: Lines, field: FieldModel, local: string, scope: FileScope): void {
  const check = `${local} !== undefined && ${scope.runtime('checkList')}(${local}, '${field.fullName}')`;
  if (field.isPacked) {
    const write = scope.runtime(scalarOf(field.type, scope).write);
    const pack = scope.runtime('writePacked');
    lines.block(
      `if (${check}) {`,
      () => lines.add(`${pack}(writer, ${tagOf(field, 2)}, ${local}, ${write}, '${field.fullName}');`),
      '}',
    );
    return;
  }
  lines.block(
    `if (${check}) {`,
    () => emitSingle(lines, field, `for (const item of ${local})`, 'item', scope),
    '}',
  );
}

function emitMap(lines: Lines, field: FieldModel, local: string, scope: FileScope): void {
  const key = keyScalar(field, scope);
  const entries = `${scope.runtime(field.keyType === 'string' ? 'stringMapEntries' : 'mapEntries')}(${local}, '${field.fullName}')`;
  const body = (): void => {
    lines.add(
      `const at = ${scope.runtime('beginPart')}(writer, ${tagOf(field, 2)});`,
      `${scope.runtime(key.write)}(writer.uint32(${8 | key.wireType}), key, '${field.fullName} key');`,
    );
    if (field.type.kind === 'message') emitNested(lines, field, 'value', 2, 'inner', scope, 18);
    else {
      const tag = 16 | scalarOf(field.type, scope).wireType;
      lines.add(`${writeSource(field.type, tag, 'value', `${field.fullName} value`, scope)};`);
    }
    lines.add(`${scope.runtime('endPart')}(writer, at);`);
  };
  lines.block(
    `if (${local} !== undefined) {`,
    () => lines.block(`for (const [key, value] of ${entries}) {`, body, '}'),
    '}',
  );
}

function emitOneof(lines: Lines, oneof: OneofModel, local: string, scope: FileScope): void {
  const cases = (): void => {
    lines.add('case undefined:', '  break;');
    for (const field of oneof.fields) {
      const value = `${local}.value`;
      if (field.type.kind === 'message') {
        lines.block(
          `case '${field.localName}': {`,
          () => {
            emitNested(lines, field, value, 1, 'at', scope);
            lines.add('break;');
          },
          '}',
        );
      } else {
        const tag = tagOf(field, scalarOf(field.type, scope).wireType);
        lines.add(
          `case '${field.localName}':`,
          `  ${writeSource(field.type, tag, value, field.fullName, scope)};`,
          '  break;',
        );
      }
    }
    lines.add('default:', `  throw ${scope.runtime('wrongCase')}('${oneof.fullName}', ${local});`);
  };
  lines.block(
    `if (${local} !== undefined) {`,
    () => {
      lines.add(`${scope.runtime('checkMessage')}(${local}, '${oneof.fullName}');`);
      lines.block(`switch (${local}.case) {`, cases, '}');
    },
    '}',
  );
}
