// SPDX-License-Identifier: Apache-2.0
// `npm run check`: runs every check one after another, one line each, and ends with the line "N passed, N failed".
// `npm run check -- layers files` runs those; `--root FOLDER` checks another workspace than this one.
import { resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** In this order: what is quick goes first. Each is a module that exports `name`, and `run(root)`: a list of findings. */
const names = ['format', 'files', 'docs', 'licences', 'layers', 'types', 'generated', 'readme'];

const { values, positionals } = parseArgs({
  options: { root: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no check ${unknown.join(', ')}; there are: ${names.join(', ')}`);
  process.exit(2);
}

const counts = { passed: 0, failed: 0 };
for (const name of names) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const begun = performance.now();
  const findings = await findingsOf(name);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  counts[findings.length === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${findings.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  for (const finding of findings) console.log(`  ${finding.replaceAll('\n', '\n  ')}`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** A check that cannot run has failed. */
async function findingsOf(name) {
  try {
    const { run } = await import(`./${name}.mjs`);
    return await run(resolve(values.root));
  } catch (error) {
    return [`the check itself failed: ${error.stack}`];
  }
}
