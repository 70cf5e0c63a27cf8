// SPDX-License-Identifier: Apache-2.0
// From protobufjs's tree to the model: files, names, resolved types.
import protobuf from 'protobufjs';
import { runtimeNames } from '../runtime-names.js';
import { dependenciesOf } from '../source/imports.js';
import type { Loaded } from '../source/load.js';
import { buildEnum, buildService, documented } from './build-declarations.js';
import { buildMembers } from './build-members.js';
import type { FileModel, MessageModel } from './model.js';
import { declarationName } from './naming.js';
import type { TypeIndex } from './type-index.js';

/** One model per file; files without declarations get an empty one. Adds their types to `index`. */
export function buildModel({ root, files: loaded }: Loaded, index: TypeIndex): FileModel[] {
  const files = new Map<string, FileModel>();
  const names = new Map<string, Set<string>>();
  for (const path of loaded.keys()) {
    files.set(path, {
      path,
      outPath: path.replace(/\.proto$/, '.ts'),
      localName: '',
      dependencies: [],
      enums: [],
      messages: [],
      services: [],
    });
    names.set(path, new Set());
  }
  const declared = declarations(root).filter((object) => files.has(object.filename ?? ''));
  for (const object of declared) names.get(object.filename!)!.add(localName(object));

  const messages: [protobuf.Type, MessageModel][] = [];
  for (const object of declared) {
    const file = files.get(object.filename!)!;
    const name = localName(object);
    if (object instanceof protobuf.Type) {
      const model = emptyMessage(object, file, name, names.get(file.path)!);
      messages.push([object, model]);
      index.add(model);
      file.messages.push(model);
    } else if (object instanceof protobuf.Enum) {
      const model = buildEnum(object, file, name);
      index.add(model);
      file.enums.push(model);
    }
  }
  for (const [type, model] of messages) model.members.push(...buildMembers(type, model, index));
  for (const object of declared) {
    if (!(object instanceof protobuf.Service)) continue;
    const file = files.get(object.filename!)!;
    file.services.push(buildService(object, localName(object), file, index));
  }
  for (const file of files.values()) {
    file.localName = fileName(file, names.get(file.path)!);
    file.dependencies.push(...dependenciesOf(loaded.get(file.path)!.outline).map((path) => files.get(path)!));
  }
  return [...files.values()];
}

/** Messages, enums and services, each after the message around it. */
function declarations(object: protobuf.ReflectionObject): protobuf.ReflectionObject[] {
  const inner = object instanceof protobuf.Namespace ? object.nestedArray.flatMap(declarations) : [];
  const isDeclaration =
    object instanceof protobuf.Type || object instanceof protobuf.Enum || object instanceof protobuf.Service;
  return isDeclaration ? [object, ...inner] : inner;
}

function emptyMessage(
  type: protobuf.Type,
  file: FileModel,
  name: string,
  names: ReadonlySet<string>,
): MessageModel {
  let initName = `${name}Init`;
  while (names.has(initName)) initName += '$';
  const typeName = type.fullName.slice(1);
  return { kind: 'message', file, typeName, localName: name, initName, members: [], ...documented(type) };
}

/** `file_dir_name` for `dir/name.proto`: other than that of any other file, mostly, so that all can be exported together. */
function fileName({ path, messages }: FileModel, names: ReadonlySet<string>): string {
  const taken = new Set([...names, ...messages.map(({ initName }) => initName)]);
  let name = `file_${path.replace(/\.proto$/, '').replace(/[^A-Za-z0-9_]/g, '_')}`;
  while (taken.has(name)) name += '$';
  return name;
}

/** `Outer_Inner`: the names of the messages around it and its own. */
function localName(object: protobuf.ReflectionObject): string {
  const names = [object.name];
  for (let outer = object.parent; outer instanceof protobuf.Type; outer = outer.parent)
    names.unshift(outer.name);
  return declarationName(names.join('_'), runtimeNames);
}
