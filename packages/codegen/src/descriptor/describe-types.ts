// SPDX-License-Identifier: Apache-2.0
// Descriptors of messages and enums, as the plain objects that protobufjs's `fromObject` takes.
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { lowerCamelCase, mapEntryName } from '../model/naming.js';
import { isScalarName } from '../model/scalars.js';
import type { TypeIndex } from '../model/type-index.js';
import { type EnumOutline, integerOf, type Located, type MessageOutline } from '../source/outline.js';
import { ownOptions } from './options.js';

/** The file that types are named in. */
export interface DescribeContext {
  readonly path: string;
  readonly index: TypeIndex;
}

/** `prefix` is the full name of what is around the message, with a dot at its end. */
export function describeMessage(
  outline: MessageOutline,
  type: protobuf.Type,
  prefix: string,
  context: DescribeContext,
): object {
  const fullName = prefix + type.name;
  const optionals = syntheticOneofs(outline, type);
  const oneofs = [...outline.oneofs.map(({ text }) => text), ...optionals.values()];
  const fields = outline.fields.map((one) => {
    const field = type.fields[one.name.text]!;
    const value = valueType(one.type.text, `${fullName}.${field.name}`, context);
    const optional = optionals.get(field.name);
    const oneof = optional ?? one.oneof?.text;
    const place = oneof === undefined ? {} : { oneofIndex: oneofs.indexOf(oneof) };
    const presence = optional === undefined ? {} : { proto3Optional: true };
    return {
      field,
      value,
      at: one.name,
      described: { ...describeField(field, value, fullName), ...place, ...presence },
    };
  });
  const nested = outline.messages.map((one): [Located, object] => [
    one.name,
    describeMessage(one, type.get(one.name.text) as protobuf.Type, `${fullName}.`, context),
  ]);
  // protoc adds the message of a map's entries where the field stands.
  for (const { field, value, at } of fields)
    if (field instanceof protobuf.MapField) nested.push([at, describeEntry(field, value)]);
  nested.sort(([a], [b]) => a.place.line - b.place.line || a.place.column - b.place.column);
  return {
    name: type.name,
    field: fields.map(({ described }) => described),
    nestedType: nested.map(([, one]) => one),
    enumType: outline.enums.map((one) => describeEnum(one, type.get(one.name.text) as protobuf.Enum)),
    options: ownOptions(type.options, descriptor.MessageOptions),
    oneofDecl: oneofs.map((name) => ({ name })),
    reservedRange: outline.reserved.ranges.map(([start, last]) => ({ start, end: last + 1 })),
    reservedName: [...outline.reserved.names],
  };
}

export function describeEnum(outline: EnumOutline, type: protobuf.Enum): object {
  return {
    name: type.name,
    value: outline.values.map(({ name, number }) => ({
      name: name.text,
      number: integerOf(number.text),
      options: ownOptions(type.valuesOptions?.[name.text], descriptor.EnumValueOptions),
    })),
    options: ownOptions(type.options, descriptor.EnumOptions),
    // Other than those of a message, they include their end.
    reservedRange: outline.reserved.ranges.map(([start, end]) => ({ start, end })),
    reservedName: [...outline.reserved.names],
  };
}

interface ValueType {
  readonly type: string;
  /** Full name with a leading dot; undefined for scalars. */
  readonly typeName: string | undefined;
}

/** `value` is the type of the field; of a map, that of its values. */
function describeField(field: protobuf.Field, value: ValueType, fullName: string): object {
  const { name } = field;
  const isMap = field instanceof protobuf.MapField;
  const entry = { type: 'TYPE_MESSAGE', typeName: `.${fullName}.${mapEntryName(name)}` };
  return {
    name,
    number: field.id,
    label: isMap || field.repeated ? 'LABEL_REPEATED' : 'LABEL_OPTIONAL',
    ...(isMap ? entry : value),
    jsonName: field.options?.json_name ?? lowerCamelCase(name),
    options: ownOptions(field.options, descriptor.FieldOptions),
  };
}

/** The type that `user` means by `name`. */
function valueType(name: string, user: string, { path, index }: DescribeContext): ValueType {
  if (isScalarName(name)) return scalarType(name);
  const { kind, typeName } = index.resolve(name, user, 'type', path);
  return { type: kind === 'enum' ? 'TYPE_ENUM' : 'TYPE_MESSAGE', typeName: `.${typeName}` };
}

function scalarType(name: string): ValueType {
  return { type: `TYPE_${name.toUpperCase()}`, typeName: undefined };
}

/** The message of a map's entries. */
function describeEntry(field: protobuf.MapField, value: ValueType): object {
  const key = scalarType(field.keyType);
  const label = 'LABEL_OPTIONAL';
  return {
    name: mapEntryName(field.name),
    field: [
      { name: 'key', number: 1, label, jsonName: 'key', ...key },
      { name: 'value', number: 2, label, jsonName: 'value', ...value },
    ],
    options: { mapEntry: true },
  };
}

/** protobuf puts each `optional` field into a oneof of its own, after those of the `.proto`: by the field's name. */
function syntheticOneofs(outline: MessageOutline, type: protobuf.Type): Map<string, string> {
  const names = new Set([
    ...outline.fields.map(({ name }) => name.text),
    ...outline.oneofs.map(({ text }) => text),
  ]);
  const oneofs = new Map<string, string>();
  for (const { name } of outline.fields) {
    if (type.fields[name.text]!.options?.proto3_optional !== true) continue;
    let oneof = name.text.startsWith('_') ? name.text : `_${name.text}`;
    while (names.has(oneof)) oneof = `X${oneof}`;
    names.add(oneof);
    oneofs.set(name.text, oneof);
  }
  return oneofs;
}
