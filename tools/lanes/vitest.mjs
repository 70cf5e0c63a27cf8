// SPDX-License-Identifier: Apache-2.0
// One project of vitest, counted from its own report.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { root } from '../setup.mjs';

export async function runVitest(project, environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'memlane-vitest-'));
  const report = join(folder, 'report.json');
  try {
    const parameters = [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
    ];
    const code = await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...parameters], {
        cwd: root,
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      child.once('error', reject);
      child.once('close', resolve);
    });
    return countReport(readReport(report), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A test that was skipped has not passed; a run that failed without a failed test (a file that does not load) has. */
export function countReport(report, code) {
  if (report === undefined) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = report;
  const failed = numFailedTests + numPendingTests + numTodoTests;
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}
