// SPDX-License-Identifier: Apache-2.0
// create() of a message: the given fields, defaults for the rest.
import type { FieldModel, MemberModel, MessageModel, OneofModel } from '../model/model.js';
import { accessSource, propertySource } from '../model/naming.js';
import type { FileScope } from './file-scope.js';
import type { Lines } from './lines.js';
import { fieldDefault } from './types.js';

export function emitCreate(lines: Lines, message: MessageModel, scope: FileScope): void {
  const { members, localName } = message;
  const copyUnknown = scope.runtime('copyUnknown');
  const emit = (member: MemberModel): void => emitMember(lines, member, scope);
  lines.block(
    'create(init) {',
    () => {
      if (members.length === 0) lines.add(`const message: ${localName} = {};`);
      else lines.block(`const message: ${localName} = {`, () => members.forEach(emit), '};');
      lines.add(`if (init !== undefined) ${copyUnknown}(init, message);`, 'return message;');
    },
    '},',
  );
}

function emitMember(lines: Lines, member: MemberModel, scope: FileScope): void {
  const name = propertySource(member.localName);
  const given = accessSource('init', member.localName);
  const maybe = given.startsWith('init.')
    ? given.replace('init.', 'init?.')
    : given.replace('init[', 'init?.[');
  if (member.kind === 'oneof') emitOneof(lines, member, name, given, maybe, scope);
  else lines.add(`${name}: ${fieldSource(member, given, maybe, scope)},`);
}

function fieldSource(field: FieldModel, given: string, maybe: string, scope: FileScope): string {
  const empty = fieldDefault(field, scope);
  const isMessage = field.type.kind === 'message';
  const codec = field.type.kind === 'message' ? scope.codec(field.type) : '';
  switch (field.shape) {
    case 'implicit':
    case 'oneof':
      return `${maybe} ?? ${empty}`;
    case 'explicit':
      return isMessage ? `${maybe} === undefined ? undefined : ${codec}.create(${given})` : maybe;
    case 'repeated': {
      const copy = isMessage ? `${given}.map((item) => ${codec}.create(item))` : `[...${given}]`;
      return `${maybe} === undefined ? [] : ${copy}`;
    }
    case 'map':
      return isMessage
        ? `${scope.runtime('copyMessageMap')}(${maybe}, ${codec}, '${field.fullName}')`
        : `${scope.runtime('copyMap')}(${maybe}, '${field.fullName}')`;
  }
}

function emitOneof(
  lines: Lines,
  oneof: OneofModel,
  name: string,
  given: string,
  maybe: string,
  scope: FileScope,
): void {
  const messages = oneof.fields.filter((field) => field.type.kind === 'message');
  if (messages.length === 0) {
    lines.add(`${name}: ${maybe}?.case === undefined ? { case: undefined } : { ...${given} },`);
    return;
  }
  lines.add(`${name}:`);
  for (const { localName, type } of messages) {
    if (type.kind !== 'message') continue;
    const value = `${scope.codec(type)}.create(${given}.value)`;
    lines.add(`  ${maybe}?.case === '${localName}' ? { case: '${localName}', value: ${value} } :`);
  }
  const hasScalars = oneof.fields.length > messages.length;
  const none = hasScalars
    ? `${maybe}?.case === undefined ? { case: undefined } : { ...${given} }`
    : '{ case: undefined }';
  lines.add(`  ${none},`);
}
