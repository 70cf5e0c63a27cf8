// SPDX-License-Identifier: Apache-2.0
// Generates every committed generated file of the workspace again, from the sources, without a build. Run it from
// anywhere; a check of it is that the tree stays clean.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The umbrella is above this package. */
const ownRuntime = ['--runtime', '@memlane/rpc/codegen'];

/** [directory of `.proto` files, output directory, …further arguments] */
const pairs = [
  ['packages/rpc/proto', 'packages/rpc/src/gen', '--runtime', '../../../codegen/index.js'],
  ['apps/chat/proto', 'apps/chat/src/gen'],
  ['packages/memlane/test/proto', 'packages/memlane/test/gen'],
  ['packages/codegen/test/proto', 'packages/codegen/test/gen/bigint', ...ownRuntime],
  ['packages/codegen/test/proto', 'packages/codegen/test/gen/number', '--int64', 'number', ...ownRuntime],
  ['packages/codegen/test/proto', 'packages/codegen/test/gen/string', '--int64', 'string', ...ownRuntime],
  ['packages/services/proto', 'packages/services/src/gen', ...ownRuntime],
  ['packages/services/test/proto', 'packages/services/test/gen', ...ownRuntime],
  ['tools/bench/proto', 'tools/bench/src/gen'],
  ['tools/interop/proto', 'tools/interop/src/gen'],
];

const program = join(root, 'packages/codegen/scripts/generate.ts');
const result = spawnSync(
  process.execPath,
  ['--conditions=@memlane/source', '--import', 'tsx', program, JSON.stringify(pairs)],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = result.status ?? 1;
