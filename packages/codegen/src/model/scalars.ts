// SPDX-License-Identifier: Apache-2.0
// Protobuf's scalar types: wire type, TypeScript type, default, and the runtime's functions for them.

/** What a 64-bit integer is in TypeScript. */
export type Int64Mode = (typeof int64Modes)[number];

export const int64Modes = ['bigint', 'number', 'string'] as const;

export const scalarNames = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const;

export type ScalarName = (typeof scalarNames)[number];

export function isScalarName(name: string): name is ScalarName {
  return (scalarNames as readonly string[]).includes(name);
}

export interface Scalar {
  readonly wireType: 0 | 1 | 2 | 5;
  readonly typescript: string;
  /** Source of the proto default. */
  readonly zero: string;
  /** Name of the runtime's function that reads a value. */
  readonly read: string;
  /** Name of the runtime's function that checks and writes a value. */
  readonly write: string;
}

const wireTypes: Record<ScalarName, 0 | 1 | 2 | 5> = {
  double: 1,
  float: 5,
  int32: 0,
  int64: 0,
  uint32: 0,
  uint64: 0,
  sint32: 0,
  sint64: 0,
  fixed32: 5,
  fixed64: 1,
  sfixed32: 5,
  sfixed64: 1,
  bool: 0,
  string: 2,
  bytes: 2,
};

const zeros: Record<string, string> = {
  bigint: '0n',
  number: '0',
  string: "''",
  boolean: 'false',
  Uint8Array: 'noBytes',
};

export function scalar(name: ScalarName, int64: Int64Mode): Scalar {
  const is64 = name.endsWith('64');
  const typescript = is64 ? int64 : typescriptOf(name);
  const zero = is64 && int64 === 'string' ? "'0'" : zeros[typescript]!;
  const suffix = is64 && int64 !== 'bigint' ? capitalized(int64) : '';
  const call = capitalized(name) + suffix;
  return { wireType: wireTypes[name], typescript, zero, read: `read${call}`, write: `write${call}` };
}

function typescriptOf(name: ScalarName): string {
  if (name === 'bool') return 'boolean';
  if (name === 'string') return 'string';
  if (name === 'bytes') return 'Uint8Array';
  return 'number';
}

function capitalized(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
