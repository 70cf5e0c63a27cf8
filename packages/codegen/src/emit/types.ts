// SPDX-License-Identifier: Apache-2.0
// TypeScript types of fields, as they come out and as they go in.
import type { FieldModel, TypeModel } from '../model/model.js';
import { type Scalar, scalar } from '../model/scalars.js';
import type { FileScope } from './file-scope.js';

/** Enums travel as int32. */
export function scalarOf(type: TypeModel, scope: FileScope): Scalar {
  return scalar(type.kind === 'scalar' ? type.name : 'int32', scope.int64);
}

export function valueType(type: TypeModel, scope: FileScope): string {
  if (type.kind === 'message') return scope.messageType(type);
  if (type.kind === 'enum') return scope.enumType(type);
  return scalar(type.name, scope.int64).typescript;
}

export function valueInit(type: TypeModel, scope: FileScope): string {
  return type.kind === 'message' ? scope.initType(type) : valueType(type, scope);
}

export function fieldType(field: FieldModel, scope: FileScope): string {
  const value = valueType(field.type, scope);
  switch (field.shape) {
    case 'implicit':
    case 'oneof':
      return value;
    case 'explicit':
      return `${value} | undefined`;
    case 'repeated':
      return `${value}[]`;
    case 'map':
      return `Map<${keyScalar(field, scope).typescript}, ${value}>`;
  }
}

export function fieldInit(field: FieldModel, scope: FileScope): string {
  const value = valueInit(field.type, scope);
  switch (field.shape) {
    case 'implicit':
    case 'oneof':
    case 'explicit':
      return value;
    case 'repeated':
      return `readonly ${value}[]`;
    case 'map': {
      const key = keyScalar(field, scope).typescript;
      const map = `ReadonlyMap<${key}, ${value}>`;
      return field.keyType === 'string' ? `${map} | { readonly [key: string]: ${value} }` : map;
    }
  }
}

export function keyScalar(field: FieldModel, scope: FileScope): Scalar {
  return scalar(field.keyType!, scope.int64);
}

/** Source of what an absent field is. */
export function fieldDefault(field: FieldModel, scope: FileScope): string {
  if (field.shape === 'explicit') return 'undefined';
  if (field.shape === 'repeated') return '[]';
  if (field.shape === 'map') return 'new Map()';
  return zeroOf(field.type, scope);
}

/** Source of the default of a scalar or enum. */
export function zeroOf(type: TypeModel, scope: FileScope): string {
  const { zero } = scalarOf(type, scope);
  return zero === 'noBytes' ? scope.runtime(zero) : zero;
}

export function tagOf(field: FieldModel, wireType: number): number {
  return ((field.number << 3) | wireType) >>> 0;
}
