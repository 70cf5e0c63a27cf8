// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeTransport } from '@memlane/transport/conformance';
import { afterAll, beforeAll, expect } from 'vitest';
import { shmTransport } from '../src/index.js';
import { loadAddon } from '../src/native.js';
import { plainTransport } from '../src/plain-transport.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  process.env.MEMLANE_DIR = directory;
  // Without it the first suite would prove the same as the second.
  expect(loadAddon().reason).toBeUndefined();
});
afterAll(() => {
  delete process.env.MEMLANE_DIR;
  rmSync(directory, { recursive: true, force: true });
});

describeTransport('shm:', () => ({ transport: shmTransport }));
describeTransport('shm: without the addon', () => ({
  transport: plainTransport('the test goes without it'),
}));
