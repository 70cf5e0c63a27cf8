// SPDX-License-Identifier: Apache-2.0
// What `npm start` runs behind its set-up, and the console alone: scripts, refusals, exit codes, and that nothing stays.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatRun } from './support/chat-run.js';

let directory: string;
let address: string;
const runs: ChatRun[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-start-'));
  address = `shm:t-${randomUUID().slice(0, 8)}`;
});
afterEach(async () => {
  for (const run of runs.splice(0)) await run.kill();
  rmSync(directory, { recursive: true, force: true });
});

function run(program: string, ...parameters: string[]): ChatRun {
  const one = new ChatRun(program, ['--address', address, ...parameters], { MEMLANE_DIR: directory });
  runs.push(one);
  return one;
}

const start = (...parameters: string[]): ChatRun => run('console/src/start.ts', ...parameters);
const receipts = ({ stdout }: ChatRun): string[] =>
  [...stdout.matchAll(/✓ “(.*)” received by the window in [\d,]+ µs/g)].map((match) => match[1] as string);

describe('npm start with lines from a pipe', () => {
  it('prints the page, then a receipt for each line, and exits 0 with nothing left', async () => {
    const chat = start().input('one\ntwo\nthree without an end');

    expect(await chat.ended).toEqual({ code: 0, signal: null });

    expect(chat.stdout).toMatch(
      /^Memlane chat\. Open the window at http:\/\/127\.0\.0\.1:\d+\/[\w-]{16,}\/$/m,
    );
    expect(receipts(chat)).toEqual(['one', 'two', 'three without an end']);
    expect(chat.processes()).toEqual([]);
    expect(readdirSync(directory).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('sends a greeting of its own when there is no line', async () => {
    const chat = start().input('');

    expect((await chat.ended).code).toBe(0);

    expect(receipts(chat)).toEqual(['hello from the console']);
  });

  it('says nothing for blank lines', async () => {
    const chat = start().input('\n  \nwords\n\n');

    expect((await chat.ended).code).toBe(0);

    expect(receipts(chat)).toEqual(['words']);
  });

  it('sends 5,000 lines, more than may wait at once', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
    const chat = start().input(lines.join('\n'));

    expect((await chat.ended).code).toBe(0);

    expect(receipts(chat)).toEqual(lines);
  });

  it('refuses a line beyond the limit by its number, sends the others, and exits 1', async () => {
    const chat = start().input(`before\n${'x'.repeat(16_001)}\nafter\n`);

    expect((await chat.ended).code).toBe(1);

    expect(receipts(chat)).toEqual(['before', 'after']);
    expect(chat.stderr).toContain(
      'error: line 2 of the input was not sent: line of 16,001 characters exceeds the limit (16,000)',
    );
  });
});

describe('npm start', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('leaves no process after %s', async (signal, code) => {
    const chat = start();
    await chat.says(/the window is here \(pid \d+, shared memory\)/);

    chat.child.kill(signal);

    expect((await chat.ended).code).toBe(code);
    await chat.gone();
  });

  it('leaves no process when it is killed: the window sees its end', async () => {
    const chat = start();
    await chat.says(/the window is here/);

    chat.child.kill('SIGKILL');

    await chat.ended;
    await chat.gone();
  });

  it('exits 1 with the reason when the window dies under a script', async () => {
    const chat = start();
    const [, pid] = await chat.says(/the window is here \(pid (\d+)/);

    process.kill(Number(pid), 'SIGKILL');

    expect((await chat.ended).code).toBe(1);
    expect(chat.stderr).toMatch(/error: the window's process has ended \(SIGKILL\)/);
  });

  it('does not start a second time under the same address, and names it', async () => {
    const first = start();
    await first.says(/the window is here/);
    const second = start().input('hello\n');

    expect((await second.ended).code).toBe(1);

    expect(second.stderr).toContain(`error: cannot listen at ${address}: another process listens there`);
    expect(receipts(second)).toEqual([]);
    expect(first.processes().length).toBeGreaterThan(0);
  });
});

describe('wrong arguments', () => {
  it.each([
    [['--port', '70000'], /--port <port>.*0 to 65535/],
    [['--timeout', 'soon'], /--timeout <seconds>.*number of seconds/],
    [['--colour'], /unknown option '--colour'/],
    [['extra'], /too many arguments/],
  ])('%j end the program with 2 and a word on why', async (parameters, why) => {
    const chat = start(...parameters).input('');

    expect((await chat.ended).code).toBe(2);

    expect(chat.stderr).toMatch(why);
  });

  it.each(['smoke:signals', 'shm:no/slash', 'shm:'])('the address %s ends it with 2', async (wrong) => {
    address = wrong;
    const chat = start().input('');

    expect((await chat.ended).code).toBe(2);

    expect(chat.stderr).toMatch(/^error: .*(smoke|shm)/m);
  });
});

describe('the console alone', () => {
  it('gives up on a window that does not come, naming address and time', async () => {
    const chat = run('console/src/main.ts', '--timeout', '0.5').input('hello\n');

    expect((await chat.ended).code).toBe(1);

    expect(chat.stderr).toContain(`error: no receipt within 500 ms for 1 line sent to ${address}`);
  });

  it('waits for the window and then delivers what was said before', async () => {
    const chat = run('console/src/main.ts').input('early\n');
    await chat.says(/waiting for the window/);

    run('gui/src/main.ts');

    expect((await chat.ended).code).toBe(0);
    expect(receipts(chat)).toEqual(['early']);
  });
});
