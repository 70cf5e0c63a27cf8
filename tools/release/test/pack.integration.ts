// SPDX-License-Identifier: Apache-2.0
// The packages as published: each tarball by itself, then all of them installed in a project that knows nothing of this
// workspace.
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeConsumer } from './support/consumer.js';
import { run, start, stop } from './support/run.js';
import { packAll, publicPackages, root, type Tarball } from './support/tarballs.js';

const installTimeoutMs = 300_000; // Compiles the addon.
const oldestTypeScript = 'typescript-oldest';
const require = createRequire(import.meta.url);

let scratch: string;
let tarballs: Tarball[];

beforeAll(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'memlane-release-')));
  tarballs = await packAll(scratch);
}, installTimeoutMs);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each(publicPackages().map(([, { name }]) => name))('the tarball of %s', (name) => {
  const tarball = () => {
    const found = tarballs.find(({ manifest }) => manifest.name === name);
    if (found === undefined) throw new Error(`${name} was not packed`);
    return found;
  };

  it('holds the built code, the README and the licence, and no tests', () => {
    const { files } = tarball();

    expect(files).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'README.md', 'LICENSE']),
    );
    expect(
      files.filter((path) => /\.(spec|integration|conformance|e2e)\.|(^|\/)tests?\//.test(path)),
    ).toEqual([]);
  });

  it('has classes under their own names', async () => {
    const { path, files } = tarball();
    const scripts = files.filter((file) => /^dist\/.*\.js$/.test(file)).map((file) => `package/${file}`);

    const text = await run(scratch, 'tar', '-xzOf', path, ...scripts);

    // A bundler renames a class that names itself: errors print as _RpcError then.
    expect(text.match(/\bclass _\w+/g)).toBeNull();
  });

  it('needs the other packages in exactly its own version', () => {
    const { version, dependencies = {} } = tarball().manifest;
    const own = Object.entries(dependencies).filter(([key]) => /^(@memlane\/.*|memlane)$/.test(key));

    expect(own.filter(([, wanted]) => wanted !== version)).toEqual([]);
  });

  it('is clean for publint', async () => {
    const publint = join(root, 'node_modules/.bin/publint');

    expect(await run(scratch, publint, 'run', tarball().path, '--strict')).toContain('All good!');
  });

  it('has types that match its code, for attw', async () => {
    const attw = join(root, 'node_modules/.bin/attw');
    const options = ['--profile', 'esm-only', '--no-color', '--no-emoji'];

    expect(await run(scratch, attw, tarball().path, ...options)).toContain('OK (ESM)');
  });
});

describe('a project that installs the tarballs', () => {
  let project: string;
  const bin = (command: string) => join(project, 'node_modules/.bin', command);

  beforeAll(async () => {
    project = join(scratch, 'consumer');
    mkdirSync(project);
    writeConsumer(project);
    const versions = ['typescript', '@types/node'].map(
      (name) => `${name}@${require(`${name}/package.json`).version}`,
    );
    const oldest = `${oldestTypeScript}@npm:typescript@~5.9.0`; // As SUPPORTED_PLATFORMS.md says.
    await run(project, 'npm', 'install', ...versions, oldest, ...tarballs.map(({ path }) => path));
  }, installTimeoutMs);

  it('has nothing of this workspace', () => {
    expect(realpathSync(join(project, 'node_modules/memlane'))).toBe(join(project, 'node_modules/memlane'));
    expect(existsSync(join(project, 'node_modules/memlane/test'))).toBe(false);
  });

  it('generates code, passes a strict compiler, and calls another process over shared memory', async () => {
    const address = `shm:${join(scratch, 'greeter.sock')}`;
    await run(project, 'npx', 'memlane', 'generate', 'proto', '--out', 'src/gen');
    await run(project, bin('tsc'), '-p', '.');
    const oldest = join(project, 'node_modules', oldestTypeScript, 'bin/tsc');
    await run(project, process.execPath, oldest, '-p', '.', '--noEmit');

    const server = await start(project, 'listening', 'out/server.js', address);
    try {
      const answer = JSON.parse(await run(project, process.execPath, 'out/client.js', address));

      expect(answer).toMatchObject({ text: 'hello Ada', watched: ['0', '1', '2'], status: 1, files: 1 });
      expect(answer.stats).toMatchObject({ medium: 'shared-memory' });
    } finally {
      await stop(server);
    }
  });

  it('sees errors and classes under their own names', async () => {
    const code = `
      import { inspect } from 'node:util';
      import { Channel, Metadata, RpcError, Server, TransportError } from 'memlane';
      import { ProtocolError } from '@memlane/protocol';
      const errors = [new RpcError(5, 'x'), new TransportError('closed', 'x'), new ProtocolError('closed', 'x')];
      const shown = errors.map((error) => error.constructor.name + ' ' + inspect(error).split('\\n')[0]);
      console.log(JSON.stringify([...shown, Metadata.name, Channel.name, Server.name, inspect(new Metadata())]));`;

    const printed = await run(project, process.execPath, '--input-type=module', '--eval', code);

    expect(JSON.parse(printed)).toEqual([
      'RpcError RpcError: x',
      'TransportError TransportError: x',
      'ProtocolError ProtocolError: x',
      'Metadata',
      'Channel',
      'Server',
      'Metadata []',
    ]);
  });

  it('is told by the compiler when an argument has the wrong type', async () => {
    await run(project, 'npx', 'memlane', 'generate', 'proto', '--out', 'src/gen');

    await expect(run(project, bin('tsc'), '-p', 'wrong')).rejects.toThrow(
      "Type 'number' is not assignable to type 'string",
    );
  });
});

describe('nx release', () => {
  it('would give every package the same new version, and what they need of each other', async () => {
    const nx = join(root, 'node_modules/.bin/nx');

    const printed = await run(root, nx, 'release', 'version', '9.8.7', '--dry-run', '--verbose=false');

    for (const [folder, { dependencies = {} }] of publicPackages()) {
      const path = `${folder.slice(root.length)}/package.json`.replace(/^\/?/, '');
      expect(printed).toContain(`${path}: version 9.8.7`);
      for (const name of Object.keys(dependencies).filter((key) => key.startsWith('@memlane/'))) {
        expect(printed).toContain(`${path}: dependencies ${name} 9.8.7`);
      }
    }
    expect(publicPackages().filter(([, { version }]) => version === '9.8.7')).toEqual([]);
  });
});
