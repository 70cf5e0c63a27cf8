// SPDX-License-Identifier: Apache-2.0
// `npm run bench`: builds what is measured (from the cache where nothing changed) and runs it. `--no-build` skips that.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const root = new URL('../../', import.meta.url);
const args = process.argv.slice(2);
const mayBuild = !args.includes('--no-build');

if (mayBuild) {
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const build = spawnSync(process.execPath, [nx, 'run', '@memlane/tool-bench:build'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (build.status !== 0) {
    process.stderr.write(`${build.stdout}${build.stderr}\nthe build failed; nothing was measured\n`);
    process.exit(1);
  }
}

const { main } = await import('./dist/main.js');
await main(args.filter((arg) => arg !== '--no-build'));
