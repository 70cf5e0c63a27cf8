// SPDX-License-Identifier: Apache-2.0
// Runs a program of this tool from its sources, with our arguments and standard streams, and ends as it ends.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** `path` from this folder. */
export function runSource(path) {
  const program = fileURLToPath(new URL(path, import.meta.url));
  const flags = ['--conditions=@memlane/source', '--import', 'tsx'];
  const child = spawn(process.execPath, [...flags, program, ...process.argv.slice(2)], {
    // The channel tells it when we are gone, however we go.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
