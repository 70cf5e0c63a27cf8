// SPDX-License-Identifier: Apache-2.0
// Arrows point down: which package may import which, and the same for the rooms of the native code.
import { findCycles } from './layers/cycles.mjs';
import { checkImports } from './layers/imports.mjs';
import { checkManifests } from './layers/manifests.mjs';
import { checkNativeRooms } from './layers/native-rooms.mjs';
import { readSources } from './layers/sources.mjs';
import { listTrackedFiles } from './lib/tracked-files.mjs';
import { readManifest, readPackages } from './lib/workspace.mjs';

export const name = 'layers';

export async function run(root) {
  const files = await listTrackedFiles(root);
  const packages = readPackages(root);
  const workspace = { packages, rootManifest: readManifest(root) };
  const findings = [...checkManifests(packages), ...checkNativeRooms(root, files)];
  for (const owner of packages) {
    const sources = readSources(root, owner, files);
    findings.push(...checkImports(workspace, owner, sources), ...findCycles(sources));
  }
  return findings;
}
