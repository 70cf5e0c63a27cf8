// SPDX-License-Identifier: Apache-2.0
// The FileDescriptorProto of a `.proto`, as protoc would write it: what reflection tells of a file.
import type protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import type { TypeIndex } from '../model/type-index.js';
import { dependenciesOf } from '../source/imports.js';
import type { LoadedFile } from '../source/load.js';
import type { ServiceOutline } from '../source/outline.js';
import { describeEnum, describeMessage } from './describe-types.js';
import { ownOptions } from './options.js';

/**
 * The descriptor in protobuf's encoding. It has no comments, and neither the options that are no options of protobuf's
 * own nor their declarations; so it does not depend on `google/protobuf/descriptor.proto`.
 */
export function describeFile(file: LoadedFile, root: protobuf.Root, index: TypeIndex): Uint8Array {
  const { path, package: packageName, imports, scope, services } = file.outline;
  const prefix = packageName === undefined ? '' : `${packageName.text}.`;
  const namespace = packageName === undefined ? root : root.define(packageName.text);
  const dependencies = dependenciesOf(file.outline);
  const indexesOf = (kind: 'isPublic' | 'isWeak'): number[] => [
    ...new Set(imports.filter((one) => one[kind]).map(({ text }) => dependencies.indexOf(text))),
  ];
  const context = { path, index };
  const object = {
    name: path,
    package: packageName?.text,
    dependency: dependencies,
    publicDependency: indexesOf('isPublic').filter((at) => at >= 0),
    weakDependency: indexesOf('isWeak').filter((at) => at >= 0),
    messageType: scope.messages.map((one) =>
      describeMessage(one, namespace.get(one.name.text) as protobuf.Type, prefix, context),
    ),
    enumType: scope.enums.map((one) => describeEnum(one, namespace.get(one.name.text) as protobuf.Enum)),
    service: services.map((one) =>
      describeService(one, namespace.get(one.name.text) as protobuf.Service, prefix, path, index),
    ),
    options: ownOptions(file.options, descriptor.FileOptions),
    syntax: 'proto3',
  };
  const { FileDescriptorProto } = descriptor;
  return FileDescriptorProto.encode(FileDescriptorProto.fromObject(object)).finish();
}

function describeService(
  outline: ServiceOutline,
  service: protobuf.Service,
  prefix: string,
  path: string,
  index: TypeIndex,
): object {
  return {
    name: service.name,
    method: outline.methods.map(({ name, input, output }) => {
      const method = service.methods[name.text]!;
      const user = `${prefix}${service.name}.${name.text}`;
      return {
        name: name.text,
        inputType: `.${index.resolve(input.text, user, 'input', path).typeName}`,
        outputType: `.${index.resolve(output.text, user, 'output', path).typeName}`,
        options: ownOptions(method.options, descriptor.MethodOptions),
        ...(method.requestStream ? { clientStreaming: true } : {}),
        ...(method.responseStream ? { serverStreaming: true } : {}),
      };
    }),
    options: ownOptions(service.options, descriptor.ServiceOptions),
  };
}
