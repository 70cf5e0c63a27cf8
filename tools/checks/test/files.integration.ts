// SPDX-License-Identifier: Apache-2.0
// The check `files` on files that owe something.
import { describe, expect, it } from 'vitest';
import { licence, Workspace } from './support/workspace.js';

async function findings(files: Record<string, string>): Promise<string> {
  const { code, output } = await new Workspace(files).check('files');
  expect(code).toBe(output.startsWith('ok') ? 0 : 1);
  return output;
}

describe('files', () => {
  it('asks for the licence in the first line, after a #! line if there is one', async () => {
    const output = await findings({
      'right.cc': licence,
      'run.sh': '#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n',
      'none.h': '#pragma once\n',
      'late.mjs': `\n${licence}`,
      'other.ts': '// SPDX-License-Identifier: MIT\n',
      command: '#!/bin/sh\n',
    });

    expect(output).toContain('none.h:1: does not begin');
    expect(output).toContain('late.mjs:1: does not begin');
    expect(output).toContain('other.ts:1: does not begin');
    expect(output).toContain('command:1: does not begin');
    expect(output).not.toContain('right.cc');
    expect(output).not.toContain('run.sh');
  });

  it('accepts 300 lines and refuses 301, except in generated files and JSON', async () => {
    const output = await findings({
      'fits.ts': licence + '\n'.repeat(299),
      'long.ts': licence + '\n'.repeat(300),
      'src/gen/long.ts': '\n'.repeat(400),
      'long.json': '\n'.repeat(400),
    });

    expect(output).toContain('long.ts: 301 lines; split it (at most 300)');
    expect(output.match(/split it/g)).toHaveLength(1);
  });

  it('refuses what says that it is unfinished', async () => {
    const output = await findings({ 'a.ts': `${licence}// TO${'DO'}: later\n`, 'b.md': `FIX${'ME'}\n` });

    expect(output).toContain('a.ts:2: says that something is unfinished');
    expect(output).toContain('b.md:1: says that something is unfinished');
  });

  it.each([`it.${'skip'}('x')`, `describe.${'only'}('x')`, `it.concurrent.${'todo'}('x')`, `x${'it'}('x')`])(
    'refuses the test %s',
    async (line) => {
      expect(await findings({ 'a.spec.ts': `${licence}${line};\n` })).toContain(
        'a.spec.ts:2: switches a test off',
      );
    },
  );

  it('refuses places of one machine', async () => {
    const workspace = new Workspace({ 'a.md': `/${'home'}/ada/x\n` });
    workspace.write('b.md', `see ${workspace.root}/x\n`);

    const { output } = await workspace.check('files');

    expect(output).toContain('a.md:1: names a place of one machine');
    expect(output).toContain('b.md:1: names a place of one machine');
  });

  it('refuses a lock file that names a registry host', async () => {
    const output = await findings({ 'package-lock.json': '"resolved": "https://registry.example/a.tgz"\n' });

    expect(output).toContain('package-lock.json:1: names a registry host');
  });

  it('does not look at what git ignores', async () => {
    expect(await findings({ '.gitignore': 'dist/\n', 'dist/a.ts': '' })).toMatch(/^ok/);
  });
});
