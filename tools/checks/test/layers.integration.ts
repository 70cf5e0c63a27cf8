// SPDX-License-Identifier: Apache-2.0
// The check `layers` on imports that it must refuse.
import { describe, expect, it } from 'vitest';
import { manifest, Workspace } from './support/workspace.js';

/** low (10) ← high (20) */
function twoPackages(files: Record<string, string>): Workspace {
  return new Workspace({
    'packages/low/package.json': manifest('low', 10),
    'packages/low/src/index.ts': 'export const low = 1;\n',
    'packages/low/src/deep.ts': 'export const deep = 1;\n',
    'packages/high/package.json': manifest('high', 20, {
      dependencies: { low: '1' },
      devDependencies: { helper: '1' },
    }),
    'packages/high/src/index.ts': "export { low } from 'low';\n",
    ...files,
  });
}

async function findings(files: Record<string, string>): Promise<string> {
  const { code, output } = await twoPackages(files).check('layers');
  expect(code).toBe(output.startsWith('ok') ? 0 : 1);
  return output;
}

describe('layers', () => {
  it('accepts imports of lower packages, of Node.js, and in tests of what development needs', async () => {
    const output = await findings({
      'packages/high/src/a.ts': "import { readFileSync } from 'node:fs';\nimport { low } from 'low';\n",
      'packages/high/src/a.spec.ts': "import { helper } from 'helper';\n",
      'packages/high/test/b.integration.ts':
        "import { helper } from 'helper';\nimport { low } from 'high';\n",
    });

    expect(output).toMatch(/^ok/);
  });

  it.each([
    [
      'a package that is not declared',
      "import { x } from 'stranger';",
      'stranger is not declared in package.json',
    ],
    ['a development dependency', "import { x } from 'helper';", 'helper is not declared in package.json'],
    ['the same only for its types', "import type { X } from 'helper';", 'helper is not declared'],
    [
      'a file behind the exports',
      "import { deep } from 'low/src/deep.js';",
      'is not among the exports of low',
    ],
    ['a file of another package', "import { deep } from '../../low/src/deep.js';", 'leaves the package'],
    ['its own package by name', "import { low } from 'high';", 'import the file instead'],
  ])('refuses a source that imports %s', async (_, line, reason) => {
    const output = await findings({ 'packages/high/src/a.ts': `\n${line}\n` });

    expect(output).toMatch(/packages\/high\/src\/a\.ts:2: /);
    expect(output).toContain(reason);
  });

  it.each(["export * from 'stranger';", "await import('stranger');", "type X = import('stranger').X;"])(
    'sees the import in %s',
    async (line) => {
      expect(await findings({ 'packages/high/src/a.ts': `${line}\n` })).toContain('stranger is not declared');
    },
  );

  it('refuses an arrow that points up or sideways, in a source and in a package.json', async () => {
    const output = await findings({
      'packages/low/package.json': manifest('low', 10, { dependencies: { high: '1', beside: '1' } }),
      'packages/beside/package.json': manifest('beside', 10),
      'packages/low/src/up.ts': "import { low } from 'high';\n",
    });

    expect(output).toContain('packages/low/package.json: depends on high: layer 10 imports layer 20');
    expect(output).toContain('packages/low/package.json: depends on beside: layer 10 imports layer 10');
    expect(output).toContain('packages/low/src/up.ts:1: layer 10 imports layer 20');
  });

  it('refuses shm in rpc, although it lies below', async () => {
    const output = await findings({
      'packages/rpc/package.json': manifest('@memlane/rpc', 40, { devDependencies: { '@memlane/shm': '1' } }),
      'packages/rpc/src/a.spec.ts': "import { x } from '@memlane/shm';\n",
      'packages/shm/package.json': manifest('@memlane/shm', 20),
    });

    expect(output).toContain(
      'packages/rpc/package.json: depends on @memlane/shm: @memlane/rpc never imports',
    );
    expect(output).toContain('packages/rpc/src/a.spec.ts:1: @memlane/rpc never imports @memlane/shm');
  });

  it('refuses a package without a layer', async () => {
    expect(await findings({ 'packages/x/package.json': '{ "name": "x" }' })).toContain('has no tag layer:N');
  });

  it('refuses files that import each other, but not for their types alone', async () => {
    const output = await findings({
      'packages/high/src/a.ts': "import './b.js';\n",
      'packages/high/src/b.ts': "import './c.js';\n",
      'packages/high/src/c.ts': "import { a } from './a.js';\n",
      'packages/high/src/d.ts': "import './e.js';\n",
      'packages/high/src/e.ts': "import type { D } from './d.js';\nimport { type D2 } from './d.js';\n",
    });

    expect(output.match(/import cycle: .*/g)).toEqual([
      'import cycle: packages/high/src/a.ts → packages/high/src/b.ts → packages/high/src/c.ts → packages/high/src/a.ts',
    ]);
  });
});

describe('layers of the native code', () => {
  const native = (room: string, line: string) => findings({ [`packages/shm/native/${room}`]: `\n${line}\n` });
  const alone = { 'packages/shm/package.json': manifest('@memlane/shm', 20) };

  it('accepts includes that point down, and Node.js in the binding', async () => {
    const output = await findings({
      ...alone,
      'packages/shm/native/binding/a.cc': '#include <napi.h>\n#include <uv.h>\n#include "core/ring.h"\n',
      'packages/shm/native/core/ring.h': '#include <atomic>\n#include "platform/wait.h"\n',
    });

    expect(output).toMatch(/^ok/);
  });

  it.each([
    ['platform/a.h', '#include "core/ring.h"', 'platform includes core'],
    ['core/a.h', '#include "binding/a.h"', 'core includes binding'],
    ['core/a.cc', '#include <napi.h>', 'core includes napi.h of Node.js'],
    ['platform/a.cc', '#  include <uv.h>', 'platform includes uv.h of Node.js'],
    ['test/a.cc', '#include <node_api.h>', 'test includes node_api.h of Node.js'],
    ['core/a.h', '#include "ring.h"', 'does not name its room'],
    ['attic/a.h', '', 'is in none of the rooms'],
  ])('refuses %s with %s', async (file, line, reason) => {
    expect(await native(file, line)).toContain(reason);
  });
});
