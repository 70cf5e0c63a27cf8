// SPDX-License-Identifier: Apache-2.0
// `npm start -- --raw`: the same chat through a mapped file.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatRun } from './support/chat-run.js';

let directory: string;
let run: ChatRun | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-raw-'));
});
afterEach(async () => {
  await run?.kill();
  rmSync(directory, { recursive: true, force: true });
});

function start(address: string): ChatRun {
  run = new ChatRun('console/src/start.ts', ['--raw', '--address', address], { MEMLANE_DIR: directory });
  return run;
}
const receipts = ({ stdout }: ChatRun): string[] =>
  [...stdout.matchAll(/✓ “(.*)” received by the window in [\d,]+ µs/g)].map((match) => match[1] as string);

describe('npm start with --raw and lines from a pipe', () => {
  it('receipts 3,000 lines through a mapped file, exits 0 and leaves nothing', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${i}`);
    const chat = start(`shm:t-${randomUUID().slice(0, 8)}`).input(lines.join('\n'));

    expect(await chat.ended).toEqual({ code: 0, signal: null });

    expect(receipts(chat)).toEqual(lines);
    expect(chat.stderr).toContain('mapped file');
    expect(chat.processes()).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('exits 2 when the name cannot be one', async () => {
    const chat = start('shm:/run/a.sock').input('x');

    expect((await chat.ended).code).toBe(2);
    expect(chat.stderr).toContain('name "/run/a.sock" must be');
  });
});
