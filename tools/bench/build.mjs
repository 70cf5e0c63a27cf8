// SPDX-License-Identifier: Apache-2.0
// Builds the benchmark and what it measures, from the cache where nothing has changed.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const root = new URL('../../', import.meta.url);

/** Ends the process when the build fails. */
export function build() {
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nx, 'run', '@memlane/tool-bench:build'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}\nthe build failed\n`);
  process.exit(1);
}
