// SPDX-License-Identifier: Apache-2.0
// Options of a `.proto` as descriptors have them: protobuf's own. Those that others declare are left out.
import protobuf from 'protobufjs';
import { lowerCamelCase } from '../model/naming.js';
import type { ParsedOptions } from '../source/parse.js';

/**
 * Those options that are fields of `type`, such as `google.protobuf.FieldOptions`, under the names that protobufjs's
 * `fromObject` takes; undefined without any.
 */
export function ownOptions(
  options: ParsedOptions | undefined,
  type: protobuf.Type,
): Record<string, unknown> | undefined {
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options ?? {})) {
    const key = lowerCamelCase(name);
    if (!Object.hasOwn(type.fields, key)) continue;
    const field = type.fields[key]!.resolve();
    if (field.resolvedType instanceof protobuf.Type) continue;
    own[key] = field.repeated && !Array.isArray(value) ? [value] : value;
  }
  return Object.keys(own).length === 0 ? undefined : own;
}
