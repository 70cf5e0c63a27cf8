// SPDX-License-Identifier: Apache-2.0
// The full names that a file declares, read from its descriptor.
import { type EnumNames, FileNames, type MessageNames } from './gen/memlane/descriptor_names.js';

/** One thing that a file declares. */
export interface Declared {
  /** Full name without a leading dot: `orders.Order`. */
  readonly name: string;
  readonly isMessage: boolean;
}

/** Messages, fields, oneofs, enums and their values, services and methods. @throws DecodeError */
export function symbolsIn(descriptor: Uint8Array): Declared[] {
  const file = FileNames.fromBinary(descriptor);
  const prefix = file.package === '' ? '' : `${file.package}.`;
  return [
    ...file.messageType.flatMap((one) => inMessage(one, prefix)),
    ...file.enumType.flatMap((one) => inEnum(one, prefix)),
    ...file.service.flatMap(({ name, method }) => [
      symbol(prefix + name),
      ...method.map((one) => symbol(`${prefix}${name}.${one.name}`)),
    ]),
  ];
}

function inMessage(
  { name, field, nestedType, enumType, oneofDecl }: MessageNames,
  outer: string,
): Declared[] {
  const prefix = `${outer}${name}.`;
  return [
    { name: outer + name, isMessage: true },
    ...[...field, ...oneofDecl].map((one) => symbol(prefix + one.name)),
    ...nestedType.flatMap((one) => inMessage(one, prefix)),
    ...enumType.flatMap((one) => inEnum(one, prefix)),
  ];
}

/** protobuf puts the values of an enum beside it; clients ask for them inside it, too. */
function inEnum({ name, value }: EnumNames, prefix: string): Declared[] {
  return [
    symbol(prefix + name),
    ...value.flatMap((one) => [symbol(prefix + one.name), symbol(`${prefix}${name}.${one.name}`)]),
  ];
}

function symbol(name: string): Declared {
  return { name, isMessage: false };
}
