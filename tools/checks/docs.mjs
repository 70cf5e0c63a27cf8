// SPDX-License-Identifier: Apache-2.0
// What the documents name is there: scripts of npm, programs of the workspace, linked files.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listTrackedFiles, readText } from './lib/tracked-files.mjs';
import { readManifest, readPackages } from './lib/workspace.mjs';

export const name = 'docs';

/** `npm X` without "run" that is a script. */
const shortScripts = new Set(['start', 'test', 'stop', 'restart']);

export async function run(root) {
  const documents = (await listTrackedFiles(root)).filter((path) => path.endsWith('.md'));
  const packages = readPackages(root);
  return documents.flatMap((path) => {
    const owner = packages.find(({ folder }) => path.startsWith(`${folder}/`));
    const scripts = { ...readManifest(root).scripts, ...owner?.manifest.scripts };
    return readText(root, path)
      .split('\n')
      .flatMap((line, index) =>
        [
          ...scriptFindings(line, scripts),
          ...programFindings(line, [root, join(root, owner?.folder ?? '')]),
          ...linkFindings(line, join(root, dirname(path))),
        ].map((finding) => `${path}:${index + 1}: ${finding}`),
      );
  });
}

function scriptFindings(line, scripts) {
  return [...line.matchAll(/\bnpm (run )?([a-z][\w:-]*)/g)]
    .filter(([, run, script]) => (run || shortScripts.has(script)) && scripts[script] === undefined)
    .map(([command]) => `\`${command}\`: no such script`);
}

function programFindings(line, folders) {
  return [...line.matchAll(/\bnode ((?:\.\/)?[\w./-]+\/[\w.-]+\.m?js)\b/g)]
    .filter(
      ([, path]) => !path.includes('dist/') && !folders.some((folder) => existsSync(join(folder, path))),
    )
    .map(([command]) => `\`${command}\`: no such file`);
}

function linkFindings(line, folder) {
  return [...line.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .filter(([, target]) => !/^[a-z]+:/.test(target) && !existsSync(join(folder, target)))
    .map(([, target]) => `link to ${target}: no such file`);
}
