// SPDX-License-Identifier: Apache-2.0
// Bundles hold the descriptors of the services that are used, and no others.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { file_google_protobuf_empty } from './gen/bigint/google/protobuf/empty.js';
import { file_greeter } from './gen/bigint/greeter.js';
import { file_imports_user } from './gen/bigint/imports/user.js';

const gen = fileURLToPath(new URL('./gen/bigint', import.meta.url));
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'memlane-bundle-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The text of a program bundled with the generated files that it uses. */
async function bundle(program: string): Promise<string> {
  const entry = join(directory, 'main.ts');
  await writeFile(entry, program.replaceAll('GEN', gen));
  await build({
    entry: [entry],
    outDir: join(directory, 'out'),
    format: ['esm'],
    external: [/^@memlane/],
    config: false,
    silent: true,
  });
  return readFile(join(directory, 'out/main.js'), 'utf8');
}

const descriptors = [file_greeter, file_imports_user, file_google_protobuf_empty].map(
  (file) => file.descriptor,
);

describe('a bundle', () => {
  it('that uses messages only has no descriptor', async () => {
    const text = await bundle(`
      import { HelloRequest } from 'GEN/greeter.js';
      import { User } from 'GEN/imports/user.js';
      console.log(HelloRequest.create(), User.create());`);

    expect(text).toContain('greeter.v1.HelloRequest');
    expect(descriptors.filter((one) => text.includes(one))).toEqual([]);
    expect(text).not.toContain('descriptor:');
  });

  it('that uses a service has the descriptors that the service needs', async () => {
    const text = await bundle(`
      import { Greeter } from 'GEN/greeter.js';
      console.log(Greeter.typeName);`);

    expect(descriptors.filter((one) => text.includes(one))).toEqual(descriptors);
  });
});
