// SPDX-License-Identifier: Apache-2.0
// `npm install` of a README, done with what the workspace has: nothing is downloaded, and packages of the workspace are
// run from their sources. What a README forgets to install is missing, as it would be for its reader.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readManifest, readPackages } from '../lib/workspace.mjs';

/** @returns what is left of the command line to run; '' when it only installed. @throws for an unknown package */
export function installFromWorkspace(root, folder, command) {
  const rest = command.split(' && ').filter((part) => {
    const match = /^npm (?:install|i)\s+(.*)$/.exec(part.trim());
    if (match === null) return true;
    for (const word of match[1].split(/\s+/)) {
      if (!word.startsWith('-')) link(root, folder, word.replace(/(.)@.*$/, '$1'));
    }
    return false;
  });
  return rest.join(' && ');
}

function link(root, folder, name) {
  const own = readPackages(root).find(({ manifest }) => manifest.name === name);
  const target = own === undefined ? join(root, 'node_modules', name) : join(root, own.folder);
  if (!existsSync(target)) throw new Error(`npm install ${name}: the workspace has no such package`);
  const place = join(folder, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true });
  symlinkSync(target, place);
  const { bin } = readManifest(target);
  const bins = typeof bin === 'string' ? { [name.split('/').at(-1)]: bin } : (bin ?? {});
  for (const [command, file] of Object.entries(bins)) {
    const path = join(folder, 'node_modules/.bin', command);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, starterOf(target, file));
    chmodSync(path, 0o755);
  }
}

function starterOf(target, file) {
  const source = join(target, file.replace(/^(\.\/)?dist\//, 'src/').replace(/\.js$/, '.ts'));
  if (!existsSync(source)) return `#!/bin/sh\nexec node "${join(target, file)}" "$@"\n`;
  const loader = import.meta.resolve('tsx');
  return `#!/bin/sh\nexec node --import "${loader}" "${source}" "$@"\n`;
}
