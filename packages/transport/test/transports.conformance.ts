// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeTransport } from '../src/conformance.js';
import { memoryTransport, unixTransport } from '../src/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-test-'));
  process.env.MEMLANE_DIR = directory;
});
afterAll(() => {
  delete process.env.MEMLANE_DIR;
  rmSync(directory, { recursive: true, force: true });
});

describeTransport('memory:', () => ({ transport: memoryTransport }));
describeTransport('unix:', () => ({ transport: unixTransport }));
