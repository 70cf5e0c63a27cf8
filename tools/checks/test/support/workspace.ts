// SPDX-License-Identifier: Apache-2.0
// A small workspace in a temporary folder, for one check to look at.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../check.mjs', import.meta.url));

export const licence = '// SPDX-License-Identifier: Apache-2.0\n';

const rootManifest = { name: 'w', private: true, workspaces: ['packages/*'] };

export interface Result {
  readonly code: number | null;
  readonly output: string;
}

export class Workspace {
  readonly root: string;

  /** Removed when the test ends. */
  constructor(files: Record<string, string> = {}) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'memlane-checks-')));
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
    this.write('package.json', `${JSON.stringify(rootManifest, null, '\t')}\n`);
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Runs the checks named, as `npm run check -- NAMES` does. */
  async check(...names: string[]): Promise<Result> {
    await run('git', ['init', '--quiet', this.root]);
    return run(process.execPath, [program, '--root', this.root, ...names]);
  }
}

/** The text of a package.json, with its layer. */
export function manifest(name: string, layer: number, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    name,
    exports: { '.': './src/index.ts' },
    nx: { tags: [`layer:${layer}`] },
    ...more,
  });
}

async function run(command: string, parameters: string[]): Promise<Result> {
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}
