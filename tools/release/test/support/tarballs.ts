// SPDX-License-Identifier: Apache-2.0
// The public packages, packed as they would be published.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly dependencies?: Record<string, string>;
}

export interface Tarball {
  readonly manifest: Manifest;
  readonly path: string;
  /** What is in it, relative to the package. */
  readonly files: readonly string[];
}

/** `[folder, manifest]` of every package that is not private. */
export function publicPackages(): [string, Manifest][] {
  return readdirSync(join(root, 'packages'))
    .sort()
    .map((name): [string, Manifest] => {
      const folder = join(root, 'packages', name);
      return [folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest];
    })
    .filter(([, manifest]) => manifest.private !== true);
}

/** Builds what was never built; `npm test` has built all of it. */
export async function packAll(destination: string): Promise<Tarball[]> {
  const packages = publicPackages();
  if (packages.some(([folder]) => !existsSync(join(folder, 'dist')))) {
    await run(root, 'npx', 'nx', 'run-many', '-t', 'build', '--projects=packages/*');
  }
  const tarballs: Tarball[] = [];
  for (const [folder, manifest] of packages) {
    const printed = await run(folder, 'npm', 'pack', '--json', '--pack-destination', destination);
    const [packed] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }];
    const files = packed.files.map(({ path }) => path);
    tarballs.push({ manifest, path: join(destination, packed.filename), files });
  }
  return tarballs;
}
