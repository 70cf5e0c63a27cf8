// SPDX-License-Identifier: Apache-2.0
// The checks that leave the work to a program: `format`, `types`, `generated`.
import { describe, expect, it } from 'vitest';
import { licence, Workspace } from './support/workspace.js';

describe('format', () => {
  it('accepts a formatted file and refuses another', async () => {
    const right = new Workspace({ 'biome.json': '{}\n', 'a.ts': 'export const a = 1;\n' });
    const wrong = new Workspace({ 'biome.json': '{}\n', 'a.ts': 'export const a=1\n' });

    expect((await right.check('format')).output).toMatch(/^ok/);
    const { code, output } = await wrong.check('format');
    expect(output).toContain('a.ts format');
    expect(code).toBe(1);
  });

  it('takes a warning for an error', async () => {
    const config = { linter: { rules: { style: { noNonNullAssertion: 'warn' } } } };
    const workspace = new Workspace({
      'biome.json': `${JSON.stringify(config, null, '\t')}\n`,
      'a.ts': 'export const length = (text?: string) => text!.length;\n',
    });

    const { code, output } = await workspace.check('format');

    expect(output).toMatch(/noNonNullAssertion(.|\n)*Found 1 warning/);
    expect(output).not.toContain('Found 1 error');
    expect(code).toBe(1);
  });
});

describe('types', () => {
  const strict = JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, types: [] },
    include: ['*.ts'],
  });

  it('accepts what fits and refuses what does not', async () => {
    const right = new Workspace({ 'tsconfig.json': strict, 'a.ts': 'export const a: number = 1;\n' });
    const wrong = new Workspace({ 'tsconfig.json': strict, 'a.ts': "export const a: number = '';\n" });

    expect((await right.check('types')).output).toMatch(/^ok/);
    const { code, output } = await wrong.check('types');
    expect(output).toContain("a.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'");
    expect(code).toBe(1);
  });

  it('looks into the projects inside sources, too', async () => {
    const workspace = new Workspace({
      'tsconfig.json': strict,
      'a.ts': 'export {};\n',
      'apps/x/src/page/tsconfig.json': strict,
      'apps/x/src/page/b.ts': "export const b: number = '';\n",
    });

    expect((await workspace.check('types')).output).toContain('apps/x/src/page/b.ts(1,14): error TS2322');
  });
});

describe('generated', () => {
  const generator = (text: string) =>
    `${licence}import { writeFileSync } from 'node:fs';\nwriteFileSync('packages/a/gen/a.ts', '${text}');\n`;

  it('accepts files that the generator writes as they are', async () => {
    const workspace = new Workspace({
      'packages/a/gen/a.ts': 'today',
      'packages/codegen/scripts/regenerate.mjs': generator('today'),
    });

    expect((await workspace.check('generated')).output).toMatch(/^ok/);
  });

  it('refuses a file that the generator changes', async () => {
    const workspace = new Workspace({
      'packages/a/gen/a.ts': 'yesterday',
      'packages/codegen/scripts/regenerate.mjs': generator('today'),
    });

    const { code, output } = await workspace.check('generated');

    expect(output).toContain('packages/a/gen/a.ts: was not what');
    expect(code).toBe(1);
  });

  it('fails when the generator does', async () => {
    const workspace = new Workspace({
      'packages/a/gen/a.ts': 'today',
      'packages/codegen/scripts/regenerate.mjs': "throw new Error('no such proto');\n",
    });

    expect((await workspace.check('generated')).output).toContain('no such proto');
  });
});
