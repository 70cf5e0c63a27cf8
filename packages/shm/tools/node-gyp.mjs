// SPDX-License-Identifier: Apache-2.0
// Finds node-gyp, which every npm carries, and the headers of this Node, so that building needs no download where the
// Node installation has them. Built-ins only: it runs while packages are being installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

const prefix = dirname(dirname(process.execPath));

/** Runs node-gyp in `directory`. @returns the exit status, 1 when it could not be started */
export function nodeGyp(directory, parameters) {
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const [command, ...first] = findNodeGyp();
  const { status } = spawnSync(command, [...first, ...headers, ...parameters], {
    cwd: directory,
    stdio: 'inherit',
  });
  return status ?? 1;
}

function findNodeGyp() {
  const candidates = [
    // Set by npm for the scripts of packages.
    process.env.npm_config_node_gyp,
    join(prefix, 'lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js'),
    join(prefix, 'share/nodejs/node-gyp/bin/node-gyp.js'),
  ];
  for (const candidate of candidates) {
    if (candidate !== undefined && existsSync(candidate)) return [process.execPath, candidate];
  }
  return ['node-gyp'];
}
