// SPDX-License-Identifier: Apache-2.0
// Enums, messages and services of a generated file.
import type { EnumModel, MessageModel, ServiceModel } from '../model/model.js';
import { propertySource } from '../model/naming.js';
import { addComment } from './comment.js';
import { emitCreate } from './create.js';
import { emitDecode, emitMapReaders } from './decode.js';
import { emitEncode } from './encode.js';
import type { FileScope } from './file-scope.js';
import type { Lines } from './lines.js';
import { emitShapes } from './shapes.js';

export function emitEnum(lines: Lines, model: EnumModel): void {
  const name = model.localName;
  addComment(lines, model);
  lines.block(
    `export const ${name} = {`,
    () => {
      for (const value of model.values) {
        addComment(lines, value);
        lines.add(`${propertySource(value.localName)}: ${value.number},`);
      }
    },
    '} as const;',
  );
  lines.add(
    '',
    `/** A value of ${name}, or a number that a newer sender knows. */`,
    `export type ${name} = (typeof ${name})[keyof typeof ${name}] | (number & {});`,
    '',
  );
}

export function emitMessage(lines: Lines, message: MessageModel, scope: FileScope): void {
  const { localName, initName, typeName } = message;
  emitShapes(lines, message, scope);
  lines.add('');
  emitMapReaders(lines, message, scope);
  addComment(lines, message);
  lines.block(
    `export const ${localName}: ${scope.runtimeType('MessageType')}<${localName}, ${initName}> = {`,
    () => {
      lines.add(`typeName: '${typeName}',`);
      emitCreate(lines, message, scope);
      emitEncode(lines, message, scope);
      emitDecode(lines, message, scope);
      lines.block(
        'toBinary(message) {',
        () => lines.add(`return ${scope.runtime('toBinary')}(${localName}, message);`),
        '},',
      );
      lines.block(
        'fromBinary(bytes) {',
        () => lines.add(`return ${scope.runtime('fromBinary')}(${localName}, bytes);`),
        '},',
      );
    },
    '};',
  );
  lines.add('');
}

export function emitService(lines: Lines, service: ServiceModel, scope: FileScope): void {
  addComment(lines, service);
  const methods = (): void => {
    for (const method of service.methods) {
      addComment(lines, method);
      lines.block(
        `${propertySource(method.localName)}: {`,
        () =>
          lines.add(
            `name: '${method.name}',`,
            `localName: '${method.localName}',`,
            `path: '/${service.typeName}/${method.name}',`,
            `kind: '${method.kind}',`,
            `input: ${scope.codec(method.input)},`,
            `output: ${scope.codec(method.output)},`,
            `idempotency: '${method.idempotency}',`,
          ),
        '},',
      );
    }
  };
  lines.block(
    `export const ${service.localName} = {`,
    () => {
      lines.add(`typeName: '${service.typeName}',`);
      if (service.methods.length === 0) lines.add('methods: {},');
      else lines.block('methods: {', methods, '},');
      // A function, because the file is described at its end.
      lines.add(`file: () => ${scope.file(service.file)},`);
    },
    `} as const satisfies ${scope.runtimeType('ServiceType')};`,
  );
  lines.add('');
}
