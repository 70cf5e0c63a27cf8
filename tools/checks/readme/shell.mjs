// SPDX-License-Identifier: Apache-2.0
// The shell of a README: runs a line to its end, or in the background when it ends with `&`, and leaves no process.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

const timeoutMs = 120_000; // A command of a README takes seconds; this ends one that hangs.

export class Shell {
  #folder;
  #background = [];

  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * A command in the background is not waited for, as in any shell.
   * @returns `ok`, its `stdout`, and `output` of both streams
   */
  async run(line) {
    const inBackground = /&\s*$/.test(line);
    const child = spawn('sh', ['-c', line.replace(/&\s*$/, '')], {
      cwd: this.#folder,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // A group, so that what the shell starts ends with it.
    });
    const result = { ok: false, stdout: '', output: '' };
    const closed = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      result.stdout += text;
      result.output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      result.output += text;
    });
    const timer = setTimeout(() => {
      result.output += `\n(ended after ${timeoutMs / 1000} s)`;
      killGroup(child);
    }, timeoutMs);
    if (inBackground) {
      this.#background.push({ child, closed: closed.finally(() => clearTimeout(timer)) });
      return { ...result, ok: true };
    }
    result.ok = (await closed) === 0;
    clearTimeout(timer);
    return result;
  }

  /** Ends what runs in the background. */
  async close() {
    for (const { child, closed } of this.#background) {
      killGroup(child);
      await closed;
    }
  }

  #environment() {
    const { FORCE_COLOR, ...environment } = process.env;
    return {
      ...environment,
      NO_COLOR: '1',
      // Sources, not what was built last.
      NODE_OPTIONS: '--conditions=@memlane/source',
      // Names of its own, so that two runs on one machine do not meet.
      MEMLANE_DIR: join(this.#folder, '.memlane'),
      // What the README did not install is an error, not a download.
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
    };
  }
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // Ended by itself.
  }
}
