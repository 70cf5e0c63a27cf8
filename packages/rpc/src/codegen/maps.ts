// SPDX-License-Identifier: Apache-2.0
// Map fields: a Map on the way out, so that no key can mean anything to JavaScript; a Map or, with string keys, a plain
// object on the way in.
import { wrongType } from './field-error.js';

type StringMap<V> = ReadonlyMap<string, V> | { readonly [key: string]: V };
/** What a map field takes. */
type MapInit<K, V> = ReadonlyMap<K, V> | (K extends string ? { readonly [key: string]: V } : never);

/** @throws TypeError naming the field */
export function mapEntries<K, V>(map: ReadonlyMap<K, V>, field: string): Iterable<readonly [K, V]> {
  if (isMap(map)) return map;
  throw wrongType(field, 'a Map', map);
}

/** @throws TypeError naming the field */
export function stringMapEntries<V>(map: StringMap<V>, field: string): Iterable<readonly [string, V]> {
  if (isMap<string, V>(map)) return map;
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw wrongType(field, 'a Map or an object', map);
  }
  return Object.entries(map as { readonly [key: string]: V });
}

/** A Map of its own from what create() is given. @throws TypeError naming the field */
export function copyMap<K, V>(map: MapInit<K, V> | undefined, field: string): Map<K, V> {
  if (map === undefined) return new Map();
  return new Map(stringMapEntries(map as StringMap<V>, field) as Iterable<readonly [K, V]>);
}

/** copyMap() with messages made complete. @throws TypeError naming the field */
export function copyMessageMap<K, I, V>(
  map: MapInit<K, I> | undefined,
  type: { create(init: I): V },
  field: string,
): Map<K, V> {
  const copy = new Map<K, V>();
  for (const [key, value] of copyMap<K, I>(map, field)) copy.set(key, type.create(value));
  return copy;
}

/** A Map of another realm is one too. */
function isMap<K, V>(map: unknown): map is ReadonlyMap<K, V> {
  return map instanceof Map || Object.prototype.toString.call(map) === '[object Map]';
}
