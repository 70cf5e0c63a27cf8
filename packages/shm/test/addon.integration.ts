// SPDX-License-Identifier: Apache-2.0
// How the addon is found, and what is said when it is not: what stats().fallbackReason repeats.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAddon, loadFrom } from '../src/native.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the addon', () => {
  it('is found from the package itself', () => {
    expect(loadAddon()).toMatchObject({ addon: { listen: expect.any(Function) }, reason: undefined });
  });

  it('is not found from a bundle elsewhere, which names the path and the remedy', () => {
    const url = pathToFileURL(join(directory, 'out', 'app.js')).href;

    expect(loadFrom(url)).toEqual({
      addon: undefined,
      reason:
        `the native addon is not at ${directory}/build/Release/memlane_shm.node: it was not compiled ` +
        '(npm rebuild @memlane/shm), or a bundler must leave @memlane/shm external',
    });
  });

  it('is not found from a CommonJS bundle, which has no URL, and says so', () => {
    expect(loadFrom(undefined)).toEqual({
      addon: undefined,
      reason:
        'the native addon cannot be found from a CommonJS bundle: a bundler must leave @memlane/shm external',
    });
  });

  it('that does not load says where it is and why', () => {
    mkdirSync(join(directory, 'build', 'Release'), { recursive: true });
    writeFileSync(join(directory, 'build', 'Release', 'memlane_shm.node'), 'no library');

    const { addon, reason } = loadFrom(pathToFileURL(join(directory, 'dist', 'index.js')).href);

    expect(addon).toBeUndefined();
    expect(reason).toContain(
      `the native addon at ${directory}/build/Release/memlane_shm.node does not load: `,
    );
  });
});
