// SPDX-License-Identifier: Apache-2.0
// The descriptors in generated files against protoc's, and against the reader of descriptors of protobuf-es, which is
// another implementation.
import { readFile } from 'node:fs/promises';
import { create, createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { FileType } from '@memlane/rpc/codegen';
import { describe, expect, it } from 'vitest';
import { file_everything } from './gen/bigint/everything.js';
import { Greeter, Nobody } from './gen/bigint/greeter.js';
import { file_imports_user } from './gen/bigint/imports/user.js';
import { file_names } from './gen/bigint/names.js';
import { file, generateFrom } from './support/sources.js';

// protobuf-es's numbers of FeatureSet.FieldPresence.
const explicit = 1;
const implicit = 2;

/** Reads a descriptor and those that it depends on as another program would. */
function registryOf(from: FileType): FileRegistry {
  const all = new Set<FileType>();
  const add = (one: FileType): void => {
    for (const dependency of one.dependencies) add(dependency);
    all.add(one);
  };
  add(from);
  const descriptors = [...all].map(({ descriptor }) =>
    fromBinary(FileDescriptorProtoSchema, Buffer.from(descriptor, 'base64')),
  );
  return createFileRegistry(create(FileDescriptorSetSchema, { file: descriptors }));
}

/** The descriptor in the text of a generated file. */
function descriptorIn(text: string | undefined): Uint8Array {
  return Buffer.from(/^ {2}descriptor: '(.*)',$/m.exec(text ?? '')![1]!, 'base64');
}

describe('the descriptor of a file', () => {
  it('is byte for byte what protoc writes', async () => {
    const golden = new URL('./golden/', import.meta.url);
    const [proto, base, set] = await Promise.all([
      readFile(new URL('descriptors.proto', golden), 'utf8'),
      readFile(new URL('../proto/imports/base.proto', golden), 'utf8'),
      readFile(new URL('descriptors.bin', golden)),
    ]);

    const texts = generateFrom({ 'descriptors.proto': proto, 'imports/base.proto': base });

    // The one file of a FileDescriptorSet: its tag, its length in two bytes, itself.
    expect([set[0], set.length]).toEqual([10, 3 + set[1]! - 128 + set[2]! * 128]);
    expect(descriptorIn(texts.get('descriptors.ts'))).toEqual(set.subarray(3));
  });

  it('is followed by those of the files that it imports, in their order', () => {
    const paths = (one: FileType): string[] => one.dependencies.map(({ path }) => path);

    const user = registryOf(file_imports_user).getFile('imports/user.proto')!;

    expect(paths(file_imports_user)).toEqual(user.proto.dependency);
    expect(user.dependencies.map(({ proto }) => proto.name)).toEqual(user.proto.dependency);
    expect(paths(Greeter.file())).toEqual(['google/protobuf/empty.proto', 'imports/user.proto']);
    expect(Nobody.file()).toBe(Greeter.file());
  });

  it('leaves out the options that are not of protobuf itself, and what declares them', () => {
    const user = registryOf(file_imports_user).getFile('imports/user.proto')!;
    const [name] = user.messages[0]!.fields;

    expect(user.proto.dependency).not.toContain('google/protobuf/descriptor.proto');
    expect(user.extensions).toEqual([]);
    expect(name!.proto.options).toMatchObject({ deprecated: false });
    expect(name!.proto.options?.$unknown).toBeUndefined();
  });

  it('has only the options of its own file, not those of another one of the package', () => {
    const texts = generateFrom({
      'a.proto': file('package x;', 'option java_package = "of.a";', 'option deprecated = true;'),
      'b.proto': file('package x;', 'option java_package = "of.b";'),
      'c.proto': file('package x;'),
    });

    const options = ['a.ts', 'b.ts', 'c.ts'].map(
      (path) => fromBinary(FileDescriptorProtoSchema, descriptorIn(texts.get(path))).options,
    );

    expect(options[0]).toMatchObject({ javaPackage: 'of.a', deprecated: true });
    expect(options[1]).toMatchObject({ javaPackage: 'of.b', deprecated: false });
    expect(options[2]).toBeUndefined();
  });

  it('tells protobuf-es of every kind of field', () => {
    const { messages } = registryOf(file_everything).getFile('everything.proto')!;
    const message = (name: string) => messages.find((one) => one.name === name)!;
    const kinds = (name: string): string[] =>
      message(name).fields.map((one) =>
        one.fieldKind === 'list' ? `list of ${one.listKind}` : one.fieldKind,
      );
    const presences = (name: string): Set<number> => new Set(message(name).fields.map((one) => one.presence));

    expect(kinds('Scalars')).toEqual(Array(15).fill('scalar'));
    expect(presences('Scalars')).toEqual(new Set([implicit]));
    expect(presences('Optionals')).toEqual(new Set([explicit]));
    expect(message('Optionals').oneofs).toEqual([]);
    expect(kinds('Lists')).toEqual([...Array(15).fill('list of scalar'), 'list of enum', 'list of message']);
    expect(kinds('Maps')).toEqual(Array(18).fill('map'));
    expect(message('Choices').oneofs.map((one) => one.name)).toEqual(['choice', 'thing', 'number']);
  });

  it('tells protobuf-es of services and their methods', () => {
    const service = registryOf(Greeter.file()).getService(Greeter.typeName)!;
    const ours = Object.values(Greeter.methods);

    expect(service.methods.map((one) => [one.name, one.localName, one.methodKind])).toEqual(
      ours.map((one) => [one.name, one.localName, one.kind.replaceAll('-', '_')]),
    );
    expect(service.methods.map((one) => [one.input.typeName, one.output.typeName])).toEqual(
      ours.map((one) => [one.input.typeName, one.output.typeName]),
    );
  });

  it('is understood whatever the names are', () => {
    const { messages, enums, services } = registryOf(file_names).getFile('names.proto')!;

    expect(messages.map((one) => one.name)).toEqual(expect.arrayContaining(['delete', 'constructor']));
    expect(enums.map((one) => one.name)).toEqual(['function', 'Prefixed']);
    expect(services.map((one) => one.methods.length)).toEqual([5]);
  });
});
