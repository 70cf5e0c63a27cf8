// SPDX-License-Identifier: Apache-2.0
// Makes a clone ready: dependencies, then everything built. Does only what is missing, and says nothing while all is well
// but what it does. Built-ins only: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** How much of the output of a failed step is shown: its end, where the reason stands. */
const shownLines = 150;

/** Installs and builds. Rejects with an Error that holds the output of what failed. */
export async function setUp() {
  checkNode();
  // Not `npm ci`: it refuses a lock file without the optional packages of other platforms, which not every registry has.
  if (!isInstalled()) await step('Installing dependencies', 'npm', ['install', '--no-audit', '--no-fund']);
  await step('Building', process.execPath, [
    join(root, 'node_modules/nx/dist/bin/nx.js'),
    'run-many',
    '-t',
    'build',
    '--outputStyle=static',
  ]);
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [wantedMajor, wantedMinor] = engines.node.match(/\d+/g).map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    throw new Error(`Node.js ${process.versions.node} is too old; ${engines.node} is needed`);
  }
}

/** True when npm has installed since the lock file last changed. */
function isInstalled() {
  const installed = statSync(join(root, 'node_modules/.package-lock.json'), { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Runs a command without a terminal and without our input; its output is shown only when it fails. */
async function step(title, command, parameters) {
  process.stderr.write(`${title} …\n`);
  const child = spawn(command, parameters, {
    cwd: root,
    // No daemon stays behind, and no screen is drawn.
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const stop = () => child.kill();
  process.once('exit', stop);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', stop);
  if (code !== 0) {
    const lines = Buffer.concat(output).toString().trimEnd().split('\n');
    throw new Error(
      `${title} failed (${command} ${parameters.join(' ')}):\n${lines.slice(-shownLines).join('\n')}`,
    );
  }
}
