// SPDX-License-Identifier: Apache-2.0
// What the results depend on besides the code: the machine, the versions, the commit.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import type { Peer } from './peers/list.js';

export interface Machine {
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly system: string;
  /** Processes that ran or wanted to, mean of the minute before the start: a busy machine shows here. */
  readonly loadBefore: number;
}

export interface Commit {
  readonly hash: string;
  /** Files were changed since. */
  readonly dirty: boolean;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${process.arch}`,
    loadBefore: loadavg()[0]!,
  };
}

/** Versions of Node and of the peers' packages, as they resolve here. */
export function versions(peers: readonly Peer[]): Record<string, string> {
  const result: Record<string, string> = { node: process.versions.node, v8: process.versions.v8 };
  for (const name of new Set(peers.flatMap((peer) => peer.packages))) result[name] = packageVersion(name);
  return result;
}

/** undefined outside a git working tree. */
export function commit(): Commit | undefined {
  try {
    return { hash: git('rev-parse', 'HEAD').trim(), dirty: git('status', '--porcelain').trim() !== '' };
  } catch {
    return undefined;
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' });
}

function packageVersion(name: string): string {
  // Not through `exports`, which need not list package.json.
  for (const directory of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    try {
      const manifest = readFileSync(join(directory, name, 'package.json'), 'utf8');
      return (JSON.parse(manifest) as { version: string }).version;
    } catch {}
  }
  throw new Error(`${name} is not installed near ${dirname(import.meta.dirname)}`);
}
