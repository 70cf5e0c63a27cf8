// SPDX-License-Identifier: Apache-2.0
// A Chromium for the browser tests: the one that is there, or the distribution's own package where we may install it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `path` of the program, or the `reason` why there is none. `MEMLANE_CHROMIUM` names one of one's own. */
export async function findBrowser() {
  const found = search();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0 || !isProgram('apt-get')) {
    return {
      reason: 'no Chromium found; install one (Debian: apt-get install chromium) or set MEMLANE_CHROMIUM',
    };
  }
  console.log('installing Chromium with apt-get …');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env: environment, stdio: ['ignore', 'ignore', 'inherit'] };
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options);
  const installed = search();
  return installed === undefined ? { reason: 'apt-get could not install chromium' } : { path: installed };
}

function search() {
  const given = process.env.MEMLANE_CHROMIUM;
  if (given) return given;
  for (const name of names) {
    const path = isProgram(name);
    if (path) return path;
  }
  return undefined;
}

function isProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
