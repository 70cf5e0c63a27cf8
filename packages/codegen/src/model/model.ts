// SPDX-License-Identifier: Apache-2.0
// What a `.proto` says, resolved and named for TypeScript: the input of the emitters. Values only.
import type { ScalarName } from './scalars.js';

export interface FileModel {
  /** Path relative to the directory: `greeter/greeter.proto`. */
  readonly path: string;
  /** Path of the generated file, relative to the output directory: `greeter/greeter.ts`. */
  readonly outPath: string;
  /** Name of the constant that describes the file: `file_greeter_greeter`. Set when all names of the file are known. */
  localName: string;
  /** Files that it imports, other than `google/protobuf/descriptor.proto`. */
  readonly dependencies: FileModel[];
  readonly enums: EnumModel[];
  /** Nested ones too, each after the one around it. */
  readonly messages: MessageModel[];
  readonly services: ServiceModel[];
}

export interface Documented {
  readonly comment: string | undefined;
  readonly isDeprecated: boolean;
}

export interface EnumModel extends Documented {
  readonly kind: 'enum';
  readonly file: FileModel;
  /** `greeter.Outer.Color`. */
  readonly typeName: string;
  /** `Outer_Color`. */
  readonly localName: string;
  readonly values: readonly EnumValueModel[];
}

export interface EnumValueModel extends Documented {
  readonly name: string;
  readonly localName: string;
  readonly number: number;
}

export interface MessageModel extends Documented {
  readonly kind: 'message';
  readonly file: FileModel;
  /** `greeter.Outer.Inner`. */
  readonly typeName: string;
  /** `Outer_Inner`. */
  readonly localName: string;
  /** `Outer_InnerInit`. */
  readonly initName: string;
  /** In the order of the `.proto`. Filled in after all types are known. */
  readonly members: MemberModel[];
}

/** One property of the TypeScript interface. */
export type MemberModel = FieldModel | OneofModel;

export interface OneofModel extends Documented {
  readonly kind: 'oneof';
  readonly localName: string;
  /** `greeter.HelloRequest.kind`, for error messages. */
  readonly fullName: string;
  readonly fields: readonly FieldModel[];
}

export interface FieldModel extends Documented {
  readonly kind: 'field';
  readonly name: string;
  readonly localName: string;
  /** `greeter.HelloRequest.name`, for error messages. */
  readonly fullName: string;
  readonly number: number;
  /** `implicit`: absent means default. `explicit`: `optional`, messages. `oneof`: a field of one. */
  readonly shape: 'implicit' | 'explicit' | 'oneof' | 'repeated' | 'map';
  readonly type: TypeModel;
  /** Of a repeated field. */
  readonly isPacked: boolean;
  /** Of a map field. */
  readonly keyType: ScalarName | undefined;
}

export type TypeModel = ScalarModel | EnumModel | MessageModel;

export interface ScalarModel {
  readonly kind: 'scalar';
  readonly name: ScalarName;
}

export interface ServiceModel extends Documented {
  readonly file: FileModel;
  readonly typeName: string;
  readonly localName: string;
  readonly methods: readonly MethodModel[];
}

export interface MethodModel extends Documented {
  readonly name: string;
  readonly localName: string;
  readonly kind: 'unary' | 'server-streaming' | 'client-streaming' | 'bidi-streaming';
  readonly input: MessageModel;
  readonly output: MessageModel;
  readonly idempotency: 'unknown' | 'no-side-effects' | 'idempotent';
}
