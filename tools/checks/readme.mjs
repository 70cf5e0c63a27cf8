// SPDX-License-Identifier: Apache-2.0
// READMEs run: the files they show are written down, the commands they show are run, the output they show is compared.
// CONTRIBUTING.md tells which marks that takes.
import { listTrackedFiles, readText } from './lib/tracked-files.mjs';
import { readExample } from './readme/example.mjs';
import { runExample } from './readme/run-example.mjs';

export const name = 'readme';

export async function run(root) {
  const findings = [];
  for (const path of await listTrackedFiles(root)) {
    if (!/(^|\/)README\.md$/.test(path)) continue;
    const example = readExample(readText(root, path));
    const found = [...example.findings, ...(example.steps.length > 0 ? await runExample(root, example) : [])];
    findings.push(...found.map(({ line, text }) => `${path}:${line}: ${text}`));
  }
  return findings;
}
