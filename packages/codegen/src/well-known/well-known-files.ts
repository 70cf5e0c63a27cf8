// SPDX-License-Identifier: Apache-2.0
// Every `google/protobuf/*.proto` that may be imported without being in the directory.
import { dataTypes } from './data-types.js';
import { schemaTypes } from './schema-types.js';

const texts = new Map(Object.entries({ ...dataTypes, ...schemaTypes }));

export const wellKnownPaths: readonly string[] = [...texts.keys()].sort();

/** The text of `google/protobuf/….proto`; undefined for any other path. */
export function wellKnownText(path: string): string | undefined {
  return texts.get(path);
}
