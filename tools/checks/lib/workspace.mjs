// SPDX-License-Identifier: Apache-2.0
// The packages of an npm workspace, from their package.json files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `{ folder, manifest }` of every package below the folders `x/*` of `workspaces`; `folder` is relative to `root`. */
export function readPackages(root) {
  const { workspaces } = readManifest(root);
  return workspaces.flatMap((pattern) => {
    if (!/^[^*]+\/\*$/.test(pattern)) throw new Error(`workspaces: ${pattern} is not of the form FOLDER/*`);
    const parent = dirname(pattern);
    if (!existsSync(join(root, parent))) return [];
    return readdirSync(join(root, parent))
      .sort()
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => ({ folder, manifest: readManifest(join(root, folder)) }));
  });
}

export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
