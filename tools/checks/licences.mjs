// SPDX-License-Identifier: Apache-2.0
// Everything that is installed with a published package has a licence that permits use without conditions on the user's
// own code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const name = 'licences';

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
]);

export async function run(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const published = Object.keys(packages).filter((path) => /^packages\/[^/]+$/.test(path));
  const reached = new Set(published);
  for (const path of reached) {
    const { dependencies, optionalDependencies } = packages[path];
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = resolveInLock(packages, path, dependency);
      if (found !== undefined) reached.add(found);
    }
  }
  return [...reached]
    .filter((path) => !permissive.has(packages[path].license))
    .map((path) => `${path}: licence ${packages[path].license ?? 'not stated'}`);
}

/** As Node.js resolves: the nearest node_modules, upwards; a link to a workspace package is followed. */
function resolveInLock(packages, from, dependency) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${dependency}`;
    if (packages[path] !== undefined) return packages[path].link ? packages[path].resolved : path;
    if (folder === '') return undefined;
  }
}
