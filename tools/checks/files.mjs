// SPDX-License-Identifier: Apache-2.0
// What every file owes: its licence in the first line, a readable length, nothing left open, nothing of one machine.
import { homedir } from 'node:os';
import { isGenerated, listTrackedFiles, readText } from './lib/tracked-files.mjs';

export const name = 'files';

const maxLines = 300; // Longer than this, nobody reads a file as a whole.
const source = /\.(ts|tsx|mts|cts|js|mjs|cjs|cc|cpp|c|h|gyp|gypi|sh|proto)$/;
const code = /\.(ts|tsx|mts|cts|js|mjs|cjs)$/;
const unfinished = new RegExp(`\\b(TO${'DO'}|FIX${'ME'}|X${'XX'})\\b`);
const switchedOff =
  /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo|fails)\b|\b[xf](?:it|describe)\(/;
const home = /(?<![\w.])\/(?:home|Users)\/[a-z][\w-]*\/|(?<![\w.])\/root\/|[A-Z]:\\Users\\/;

export async function run(root) {
  const findings = [];
  for (const path of await listTrackedFiles(root)) {
    const text = readText(root, path);
    if (text === undefined) continue;
    const lines = text.split('\n');
    if (path === 'package-lock.json') findings.push(...lockFindings(path, lines));
    if (isGenerated(path)) continue;
    if (source.test(path) || text.startsWith('#!')) findings.push(...licenceFindings(path, lines));
    findings.push(...lengthFindings(path, lines), ...lineFindings(root, path, lines));
  }
  return findings;
}

function licenceFindings(path, lines) {
  const first = lines[0].startsWith('#!') ? lines[1] : lines[0];
  return /^(\/\/|#) SPDX-License-Identifier: Apache-2\.0$/.test(first)
    ? []
    : [`${path}:1: does not begin with "SPDX-License-Identifier: Apache-2.0"`];
}

function lengthFindings(path, lines) {
  const length = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  if (path.endsWith('.json') || path === 'LICENSE' || length <= maxLines) return [];
  return [`${path}: ${length} lines; split it (at most ${maxLines})`];
}

function lineFindings(root, path, lines) {
  const places = [root, homedir()].filter((place) => place !== '/');
  return lines.flatMap((line, index) => {
    const at = `${path}:${index + 1}`;
    const found = [];
    if (unfinished.test(line)) found.push(`${at}: says that something is unfinished`);
    if (code.test(path) && switchedOff.test(line)) found.push(`${at}: switches a test off, or all others`);
    if (home.test(line) || places.some((place) => line.includes(`${place}/`))) {
      found.push(`${at}: names a place of one machine`);
    }
    return found;
  });
}

/** Where one person's npm happened to download from must not become everybody's. */
function lockFindings(path, lines) {
  return lines.flatMap((line, index) =>
    /"resolved": "https?:/.test(line) ? [`${path}:${index + 1}: names a registry host`] : [],
  );
}
