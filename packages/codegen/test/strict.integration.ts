// SPDX-License-Identifier: Apache-2.0
// Generated files compile under settings stricter than this workspace's own.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root } from './support/run.js';

describe('generated code under the strictest settings of TypeScript', () => {
  it('has no error', () => {
    const project = fileURLToPath(new URL('./strict.tsconfig.json', import.meta.url));

    const tsc = spawnSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, '-p', project], {
      encoding: 'utf8',
    });

    expect(tsc.stdout.split('\n').filter((line) => line.startsWith('packages/codegen/test/gen'))).toEqual([]);
    expect(tsc.stdout).toBe('');
    expect(tsc.status).toBe(0);
  });
});
