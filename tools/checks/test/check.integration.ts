// SPDX-License-Identifier: Apache-2.0
// The command: which checks it runs, what it prints, how it ends.
import { describe, expect, it } from 'vitest';
import { licence, Workspace } from './support/workspace.js';

describe('check.mjs', () => {
  it('prints a line per check and the counts, and exits with 0 when all is well', async () => {
    const workspace = new Workspace({ 'a.ts': licence });

    const { code, output } = await workspace.check('files', 'docs');

    expect(output).toMatch(/^ok {5}files \(\d+\.\d s\)\nok {5}docs \(\d+\.\d s\)\n2 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('goes on after a check that fails, shows what it found, and exits with 1', async () => {
    const workspace = new Workspace({ 'a.ts': 'export {};\n' });

    const { code, output } = await workspace.check('files', 'docs');

    expect(output).toMatch(/^FAILED files .*\n {2}a\.ts:1: does not begin with .*\nok {5}docs/);
    expect(output).toMatch(/\n1 passed, 1 failed\n$/);
    expect(code).toBe(1);
  });

  it('counts a check that cannot run as failed', async () => {
    const workspace = new Workspace();

    const { code, output } = await workspace.check('licences');

    expect(output).toContain('the check itself failed');
    expect(output).toMatch(/\n0 passed, 1 failed\n$/);
    expect(code).toBe(1);
  });

  it('refuses a name that it does not know', async () => {
    const { code, output } = await new Workspace().check('spelling');

    expect(output).toContain('no check spelling; there are: format, files,');
    expect(code).toBe(2);
  });
});
