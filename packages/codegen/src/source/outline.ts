// SPDX-License-Identifier: Apache-2.0
// What one `.proto` declares and where: the places that protobufjs's parser does not tell. Values only.
import type { SourcePlace } from '../codegen-error.js';

/** A name, number or type as written, and its place. */
export interface Located {
  readonly text: string;
  readonly place: SourcePlace;
}

export interface FileOutline {
  /** Path relative to the directory. */
  readonly path: string;
  readonly package: Located | undefined;
  readonly imports: readonly ImportOutline[];
  readonly scope: ScopeOutline;
  readonly services: readonly ServiceOutline[];
  readonly options: readonly OptionOutline[];
}

export interface ImportOutline extends Located {
  readonly isPublic: boolean;
  readonly isWeak: boolean;
}

/** What a file or a message may declare. */
export interface ScopeOutline {
  readonly messages: MessageOutline[];
  readonly enums: EnumOutline[];
  readonly extensions: ExtensionOutline[];
}

export interface MessageOutline extends ScopeOutline {
  readonly name: Located;
  /** Those of oneofs too. */
  readonly fields: FieldOutline[];
  readonly oneofs: OneofOutline[];
  readonly reserved: Reserved;
  readonly options: OptionOutline[];
}

export interface OneofOutline extends Located {
  readonly options: OptionOutline[];
}

export interface FieldOutline {
  readonly name: Located;
  readonly type: Located;
  readonly number: Located;
  readonly isMap: boolean;
  /** The oneof that it belongs to. */
  readonly oneof: OneofOutline | undefined;
  readonly label: 'repeated' | 'optional' | undefined;
  readonly options: readonly OptionOutline[];
}

/** An option of one's own. */
export interface ExtensionOutline extends FieldOutline {
  /** `google.protobuf.FieldOptions`. */
  readonly target: Located;
}

/** The messages of descriptor.proto whose fields are options, by what they are options of. */
export type OptionTarget =
  | 'FileOptions'
  | 'MessageOptions'
  | 'FieldOptions'
  | 'OneofOptions'
  | 'EnumOptions'
  | 'EnumValueOptions'
  | 'ServiceOptions'
  | 'MethodOptions';

export interface OptionOutline {
  /** `deprecated`, or what stands in parentheses. */
  readonly name: Located;
  /** The name is in parentheses. */
  readonly isCustom: boolean;
  /** Names of fields inside the option, with dots; empty for the whole. */
  readonly rest: string;
  readonly value: OptionValue;
}

export interface OptionValue extends Located {
  readonly kind: 'word' | 'number' | 'string' | 'message';
}

export interface EnumOutline {
  readonly name: Located;
  readonly values: EnumValueOutline[];
  readonly reserved: Reserved;
  readonly options: OptionOutline[];
}

export interface EnumValueOutline {
  readonly name: Located;
  readonly number: Located;
  readonly options: readonly OptionOutline[];
}

export interface Reserved {
  readonly names: Set<string>;
  /** First and last number; they do not overlap. */
  readonly ranges: (readonly [number, number])[];
}

export interface ServiceOutline {
  readonly name: Located;
  readonly methods: MethodOutline[];
  readonly options: OptionOutline[];
}

export interface MethodOutline {
  readonly name: Located;
  readonly input: Located;
  readonly output: Located;
  readonly options: readonly OptionOutline[];
}

export function newScope(): ScopeOutline {
  return { messages: [], enums: [], extensions: [] };
}

export function newReserved(): Reserved {
  return { names: new Set(), ranges: [] };
}

/** The value of a number as protobuf writes it: decimal, hexadecimal or octal. NaN for anything else. */
export function integerOf(text: string): number {
  const match = /^(-?)(?:(0[xX][0-9a-fA-F]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return Number.NaN;
  const [, sign, hex, octal, decimal] = match;
  const value =
    hex !== undefined ? Number(hex) : octal !== undefined ? Number.parseInt(octal, 8) : Number(decimal);
  return sign === '-' ? -value : value;
}
