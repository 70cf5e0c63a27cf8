// SPDX-License-Identifier: Apache-2.0
// The checks `docs` and `licences` on names that lead nowhere and licences that bind.
import { describe, expect, it } from 'vitest';
import { Workspace } from './support/workspace.js';

const root = { name: 'w', private: true, workspaces: ['packages/*'], scripts: { test: 'x', build: 'x' } };

function workspaceWith(readme: string): Workspace {
  return new Workspace({
    'package.json': JSON.stringify(root),
    'packages/a/package.json': JSON.stringify({ name: 'a', scripts: { generate: 'x' } }),
    'packages/a/README.md': readme,
    'tools/there.mjs': '',
  });
}

describe('docs', () => {
  it('accepts scripts of the workspace and of the package, programs, links and addresses', async () => {
    const workspace = workspaceWith(
      '`npm test`, `npm run build`, `npm run generate`, `npm install x`, `node tools/there.mjs`\n' +
        '[a](package.json) [b](https://example.org/) [c](#limits) [d](../a/README.md#x)\n',
    );

    expect((await workspace.check('docs')).output).toMatch(/^ok/);
  });

  it('tells the scripts, programs and links that are not there', async () => {
    const workspace = workspaceWith('`npm run bench` `npm start`\n\n`node tools/gone.mjs` [a](../gone.md)\n');

    const { code, output } = await workspace.check('docs');

    expect(output).toContain('packages/a/README.md:1: `npm run bench`: no such script');
    expect(output).toContain('packages/a/README.md:1: `npm start`: no such script');
    expect(output).toContain('packages/a/README.md:3: `node tools/gone.mjs`: no such file');
    expect(output).toContain('packages/a/README.md:3: link to ../gone.md: no such file');
    expect(code).toBe(1);
  });
});

describe('licences', () => {
  const lock = (packages: Record<string, unknown>) =>
    new Workspace({ 'package-lock.json': JSON.stringify({ packages }) }).check('licences');

  it('follows the dependencies of published packages only', async () => {
    const { output } = await lock({
      'packages/a': { license: 'Apache-2.0', dependencies: { b: '1', c: '1' } },
      'packages/b': { license: 'Apache-2.0', dependencies: { d: '1' } },
      'node_modules/b': { link: true, resolved: 'packages/b' },
      'node_modules/c': { license: 'MIT' },
      'node_modules/d': { license: 'MIT' },
      'packages/b/node_modules/d': { license: 'GPL-3.0-only' },
      'node_modules/tool': { license: 'GPL-3.0-only' },
    });

    expect(output).toContain('packages/b/node_modules/d: licence GPL-3.0-only');
    expect(output).not.toContain('node_modules/tool');
    expect(output).not.toContain('node_modules/c');
  });

  it('refuses a dependency that states no licence', async () => {
    const { code, output } = await lock({
      'packages/a': { license: 'Apache-2.0', optionalDependencies: { c: '1' } },
      'node_modules/c': {},
    });

    expect(output).toContain('node_modules/c: licence not stated');
    expect(code).toBe(1);
  });
});
