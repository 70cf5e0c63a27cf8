// SPDX-License-Identifier: Apache-2.0
// The two interfaces of a message: as it comes out, and as it goes in.
import type { MessageModel, OneofModel } from '../model/model.js';
import { propertySource } from '../model/naming.js';
import { addComment, commentLines } from './comment.js';
import type { FileScope } from './file-scope.js';
import type { Lines } from './lines.js';
import { fieldInit, fieldType, valueInit, valueType } from './types.js';

export function emitShapes(lines: Lines, message: MessageModel, scope: FileScope): void {
  addComment(lines, message);
  emitInterface(lines, `export interface ${message.localName}`, message, (member) =>
    member.kind === 'oneof' ? oneofType(member, scope, false) : `: ${fieldType(member, scope)};`,
  );
  lines.add('', `/** ${message.localName} as it is given: every field may be left out. */`);
  emitInterface(lines, `export interface ${message.initName}`, message, (member) =>
    member.kind === 'oneof' ? oneofType(member, scope, true) : `?: ${fieldInit(member, scope)} | undefined;`,
  );
}

function emitInterface(
  lines: Lines,
  head: string,
  message: MessageModel,
  type: (member: MessageModel['members'][number]) => string,
): void {
  if (message.members.length === 0) {
    lines.add(`${head} {}`);
    return;
  }
  lines.block(
    `${head} {`,
    () => {
      for (const member of message.members) {
        addComment(lines, member);
        const [first, ...rest] = type(member).split('\n');
        lines.add(propertySource(member.localName) + first, ...rest);
      }
    },
    '}',
  );
}

function oneofType(oneof: OneofModel, scope: FileScope, isInit: boolean): string {
  const readonly = isInit ? 'readonly ' : '';
  const cases = oneof.fields.flatMap((field) => {
    const value = isInit ? valueInit(field.type, scope) : valueType(field.type, scope);
    const type = `| { ${readonly}case: '${field.localName}'; ${readonly}value: ${value} }`;
    return [...commentLines(field), type].map((line) => `  ${line}`);
  });
  const none = `  | { ${readonly}case: undefined; ${readonly}value?: undefined }`;
  return isInit
    ? ['?:', ...cases, none, '  | undefined;'].join('\n')
    : [':', ...cases, `${none};`].join('\n');
}
