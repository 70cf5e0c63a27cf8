// SPDX-License-Identifier: Apache-2.0
// Import specifiers between generated files.
import { posix } from 'node:path';

/** `a/b.ts` importing `c.ts` → `../c.js`. */
export function relativeImport(fromPath: string, toPath: string): string {
  const path = posix.relative(posix.dirname(fromPath), toPath).replace(/\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}
