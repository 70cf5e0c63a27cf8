// SPDX-License-Identifier: Apache-2.0
// Every rule of docs/calls.md has the tests that it names.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** First cell, and what the last one names: `[file, texts]`. */
function rules(): [rule: string, tests: [file: string, names: string[]][]][] {
  return read('../docs/calls.md')
    .split('\n')
    .filter((line) => /^\| (?!-)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.at(-2) !== 'test')
    .map((cells) => [
      cells[1] ?? '',
      (cells.at(-2) ?? '').split('; ').map((part): [string, string[]] => {
        const [file = '', ...names] = [...part.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
        return [file, names];
      }),
    ]);
}

describe('docs/calls.md', () => {
  it('has rules', () => {
    expect(rules().length).toBeGreaterThan(40);
  });

  it.each(rules())('%s: its tests are there', (_rule, tests) => {
    for (const [file, names] of tests) {
      const text = read(`../src/${file}.spec.ts`);
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(text).toContain(name);
    }
  });
});
