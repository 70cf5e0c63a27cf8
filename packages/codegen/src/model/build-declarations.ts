// SPDX-License-Identifier: Apache-2.0
// Models of enums and services from protobufjs's tree.
import type protobuf from 'protobufjs';
import { CodegenError } from '../codegen-error.js';
import type { Documented, EnumModel, FileModel, MessageModel, MethodModel, ServiceModel } from './model.js';
import { enumValueNames, methodName } from './naming.js';
import type { TypeIndex } from './type-index.js';

export function documented(object: protobuf.ReflectionObject): Documented {
  return { comment: object.comment ?? undefined, isDeprecated: object.options?.deprecated === true };
}

export function buildEnum(object: protobuf.Enum, file: FileModel, localName: string): EnumModel {
  const names = Object.keys(object.values);
  const localNames = enumValueNames(object.name, names);
  return {
    kind: 'enum',
    file,
    typeName: object.fullName.slice(1),
    localName,
    values: names.map((name, index) => ({
      name,
      localName: localNames[index]!,
      number: object.values[name]!,
      comment: object.comments[name] ?? undefined,
      isDeprecated: object.valuesOptions?.[name]?.deprecated === true,
    })),
    ...documented(object),
  };
}

const idempotencies = {
  NO_SIDE_EFFECTS: 'no-side-effects',
  IDEMPOTENT: 'idempotent',
} as const;

export function buildService(
  object: protobuf.Service,
  localName: string,
  file: FileModel,
  index: TypeIndex,
): ServiceModel {
  const typeName = object.fullName.slice(1);
  const message = (name: string, method: protobuf.Method, use: 'input' | 'output'): MessageModel => {
    const user = `${typeName}.${method.name}`;
    const type = index.resolve(name, user, use, file.path);
    if (type.kind === 'message') return type;
    throw new CodegenError(
      'bad-type',
      `the ${use} of a method cannot be the enum ${name}`,
      index.place(user, use),
    );
  };
  const methods = object.methodsArray.map(
    (method): MethodModel => ({
      name: method.name,
      localName: methodName(method.name),
      kind: kindOf(method),
      input: message(method.requestType, method, 'input'),
      output: message(method.responseType, method, 'output'),
      idempotency:
        idempotencies[method.options?.idempotency_level as keyof typeof idempotencies] ?? 'unknown',
      ...documented(method),
    }),
  );
  return { file, typeName, localName, methods, ...documented(object) };
}

function kindOf({ requestStream, responseStream }: protobuf.Method): MethodModel['kind'] {
  if (requestStream) return responseStream ? 'bidi-streaming' : 'client-streaming';
  return responseStream ? 'server-streaming' : 'unary';
}
