// SPDX-License-Identifier: Apache-2.0
// Models of the fields and oneofs of a message from protobufjs's tree.
import protobuf from 'protobufjs';
import { CodegenError } from '../codegen-error.js';
import { documented } from './build-declarations.js';
import type { FieldModel, MemberModel, MessageModel, OneofModel, TypeModel } from './model.js';
import { propertyName } from './naming.js';
import { isScalarName, type ScalarName } from './scalars.js';
import type { TypeIndex } from './type-index.js';

export function buildMembers(type: protobuf.Type, message: MessageModel, index: TypeIndex): MemberModel[] {
  const members: MemberModel[] = [];
  const oneofs = new Set<protobuf.OneOf>();
  for (const field of type.fieldsArray) {
    const oneof = oneofOf(field);
    if (oneof === undefined) members.push(buildField(field, message, index));
    else if (!oneofs.has(oneof)) {
      oneofs.add(oneof);
      members.push(buildOneof(oneof, message, index));
    }
  }
  return members;
}

/** protobufjs puts each `optional` field into a oneof of its own, which is not one of the `.proto`. */
function oneofOf(field: protobuf.Field): protobuf.OneOf | undefined {
  return isOptional(field) ? undefined : (field.partOf ?? undefined);
}

function isOptional(field: protobuf.Field): boolean {
  return field.options?.proto3_optional === true;
}

function buildOneof(oneof: protobuf.OneOf, message: MessageModel, index: TypeIndex): OneofModel {
  return {
    kind: 'oneof',
    localName: propertyName(oneof.name),
    fullName: `${message.typeName}.${oneof.name}`,
    fields: oneof.fieldsArray.map((field) => buildField(field, message, index)),
    ...documented(oneof),
  };
}

function buildField(field: protobuf.Field, message: MessageModel, index: TypeIndex): FieldModel {
  const type = typeOf(field, message, index);
  const shape = shapeOf(field, type);
  checkOptions(field, `${message.typeName}.${field.name}`, type, shape, index);
  return {
    kind: 'field',
    name: field.name,
    localName: propertyName(field.name),
    fullName: `${message.typeName}.${field.name}`,
    number: field.id,
    shape,
    type,
    isPacked: shape === 'repeated' && isPackable(type) && field.options?.packed !== false,
    keyType: field instanceof protobuf.MapField ? (field.keyType as ScalarName) : undefined,
    ...documented(field),
  };
}

function typeOf(field: protobuf.Field, message: MessageModel, index: TypeIndex): TypeModel {
  const name = field.type;
  if (isScalarName(name)) return { kind: 'scalar', name };
  return index.resolve(name, `${message.typeName}.${field.name}`, 'type', message.file.path);
}

function shapeOf(field: protobuf.Field, type: TypeModel): FieldModel['shape'] {
  if (field instanceof protobuf.MapField) return 'map';
  if (field.repeated) return 'repeated';
  if (oneofOf(field) !== undefined) return 'oneof';
  return isOptional(field) || type.kind === 'message' ? 'explicit' : 'implicit';
}

/** Those options of protobuf's own that only fields of some types have. */
function checkOptions(
  { options }: protobuf.Field,
  fullName: string,
  type: TypeModel,
  shape: FieldModel['shape'],
  index: TypeIndex,
): void {
  const isLong = type.kind === 'scalar' && type.name.endsWith('64');
  const isMessage = type.kind === 'message' || shape === 'map';
  const wrong =
    options?.packed === true && !(shape === 'repeated' && isPackable(type))
      ? 'packed is for repeated numbers, bools and enums only'
      : (options?.lazy === true || options?.unverified_lazy === true) && !isMessage
        ? 'lazy is for messages only'
        : (options?.jstype ?? 'JS_NORMAL') !== 'JS_NORMAL' && !(isLong && shape !== 'map')
          ? 'jstype is for integers of 64 bits only'
          : undefined;
  if (wrong !== undefined) throw new CodegenError('bad-proto-option', wrong, index.place(fullName, 'type'));
}

function isPackable(type: TypeModel): boolean {
  if (type.kind === 'scalar') return type.name !== 'string' && type.name !== 'bytes';
  return type.kind === 'enum';
}
