// SPDX-License-Identifier: Apache-2.0
// `npm run bench:report`: draws a results file into docs/benchmarks/gen and writes the few figures of the README.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { charts } from './charts/charts.js';
import { parseResults } from './charts/results.js';
import { page, readmeBlock, replaceBlock } from './charts/summary.js';

const folder = 'docs/benchmarks/gen';

/** Draws `file`, or without one what is drawn already, anew. Paths are relative to `root`, the workspace. */
export function report(root: string, file = join(folder, 'results.json')): void {
  const { trials: _, ...kept } = JSON.parse(readFileSync(resolve(root, file), 'utf8'));
  const results = parseResults(JSON.stringify(kept));
  const drawn = charts(results);
  const directory = join(root, folder);
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) rmSync(join(directory, name));
  // The trials one by one stay where they were written.
  writeFileSync(join(directory, 'results.json'), `${JSON.stringify(results)}\n`);
  for (const { name, svg } of drawn) writeFileSync(join(directory, `${name}.svg`), svg);
  writeFileSync(join(directory, 'results.md'), page(results, drawn));
  const readme = join(root, 'README.md');
  writeFileSync(readme, replaceBlock(readFileSync(readme, 'utf8'), readmeBlock(results, folder)));
  console.log(`${drawn.length} charts in ${folder}; README.md has the figures`);
}
