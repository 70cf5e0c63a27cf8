// SPDX-License-Identifier: Apache-2.0
// The test protos as protobufjs's reflection sees them, and what its objects are in generated code.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Long from 'long';
import protobuf from 'protobufjs';
import { propertyName } from '../../src/model/naming.js';

export function everything(): protobuf.Namespace {
  const path = fileURLToPath(new URL('../proto/everything.proto', import.meta.url));
  return protobuf.parse(readFileSync(path, 'utf8'), { keepCase: true }).root.resolveAll();
}

// Without it protobufjs rounds 64-bit integers to numbers.
protobuf.util.Long = Long as never;
protobuf.configure();

const bigTypes = /^(u?int|sint|s?fixed)64$/;

/** From the shape of `fromObject` to the one that generated code takes: bigint, Map, `{ case, value }`. */
export function toInit(type: protobuf.Type, object: Record<string, unknown>): Record<string, unknown> {
  const init: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    const given = object[field.name];
    if (given === undefined) continue;
    const value = (one: unknown): unknown => {
      if (field.resolvedType instanceof protobuf.Type)
        return toInit(field.resolvedType, one as Record<string, unknown>);
      return bigTypes.test(field.type) ? BigInt(one as string) : one;
    };
    const oneof = field.options?.proto3_optional === true ? undefined : field.partOf;
    const name = propertyName(field.name);
    if (field instanceof protobuf.MapField) {
      init[name] = new Map(
        Object.entries(given as object).map(([key, one]) => [keyOf(field.keyType, key), value(one)]),
      );
    } else if (field.repeated) init[name] = (given as unknown[]).map(value);
    else if (oneof) init[propertyName(oneof.name)] = { case: name, value: value(given) };
    else init[name] = value(given);
  }
  return init;
}

function keyOf(type: string, key: string): unknown {
  if (type === 'string') return key;
  if (type === 'bool') return key === 'true';
  return bigTypes.test(type) ? BigInt(key) : Number(key);
}
