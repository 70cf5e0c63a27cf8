// SPDX-License-Identifier: Apache-2.0
// The whole chat: a console process, the window's process and its page in a real browser.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.js';
import { Chat } from './support/chat.js';

/** What the console prints of the window: red, as ANSI has it. */
const red = (text: string): RegExp => new RegExp(`\\u001b\\[31mwindow › ${text}\\u001b\\[39m`);

let browser: Browser;
let chat: Chat;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
/** `mode` are arguments of both programs. */
async function prepare(mode: readonly string[] = []): Promise<void> {
  chat = await Chat.prepare(mode);
  page = await browser.newPage();
  faults.length = 0;
  page.on('pageerror', (error) => faults.push(error.message));
  // A policy that the page breaks, and whatever else it complains of; but a host that is away is part of the tests.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/ERR_CONNECTION_REFUSED|WebSocket connection/.test(message.text()))
      faults.push(message.text());
  });
}
afterEach(async () => {
  await page.close();
  await chat.end();
  expect(faults).toEqual([]);
});

const shown = (text: string) => page.locator('.line', { hasText: text });

async function say(text: string): Promise<void> {
  await page.getByLabel('Line to the console').fill(text);
  await page.keyboard.press('Enter');
}

describe.each([
  { way: 'typed calls', mode: [], medium: 'shared memory' },
  { way: 'a mapped file', mode: ['--raw'], medium: 'mapped file' },
])('the chat over $way', ({ mode, medium }) => {
  beforeEach(() => prepare(mode));

  it('shows what is typed in the console, and prints what is typed in the page in red, with receipts', async () => {
    await chat.startWindow();
    const console_ = chat.startConsole();
    await page.goto(chat.url);
    await page.getByText(medium).waitFor();

    console_.type('hello from the terminal ☺');
    await shown('hello from the terminal ☺').waitFor();
    await say('hello from the page <b>&amp;</b>');

    await console_.says(red('hello from the page <b>&amp;</b>'));
    await page.locator('.line.window', { hasText: /✓ received in [\d,]+ µs/ }).waitFor();
    await page.locator('.line.console', { hasText: /receipt in [\d,]+ µs/ }).waitFor();
    await console_.says(/“hello from the terminal ☺” received by the window in/);
    expect(await page.locator('.line').count()).toBe(2);
  });

  it('may begin with the console: what was typed before the window came arrives', async () => {
    const console_ = chat.startConsole();
    console_.type('anybody there?');
    await console_.says(/waiting for the window/);

    await chat.startWindow();
    await page.goto(chat.url);

    await shown('anybody there?').waitFor();
  });

  it('keeps what the page says until the console is there', async () => {
    await chat.startWindow();
    await page.goto(chat.url);
    await say('early words');
    await page.locator('.line.kept', { hasText: 'early words' }).waitFor();

    const console_ = chat.startConsole();

    await console_.says(red('early words'));
    await page.locator('.line.received', { hasText: 'early words' }).waitFor();
  });

  it('goes on when the console is started again: both say so, nothing is lost or said twice', async () => {
    await chat.startWindow();
    const first = chat.startConsole();
    await page.goto(chat.url);
    first.type('before');
    await shown('before').waitFor();

    await first.stop();
    await page.locator('.presence.waiting').waitFor();
    await say('in between');
    const second = chat.startConsole();

    await second.says(red('in between'));
    await page.locator('.presence.up').waitFor();
    second.type('after');
    await shown('after').waitFor();
    expect(await page.locator('.line').allInnerTexts()).toHaveLength(3);
  });

  it('goes on when the window is started again: the page and the console find it', async () => {
    const window = await chat.startWindow();
    const console_ = chat.startConsole();
    await page.goto(chat.url);
    console_.type('before');
    await shown('before').waitFor();

    await window.stop();
    await page.locator('.presence.lost').waitFor();
    console_.type('in between');
    await chat.startWindow();

    await shown('in between').waitFor();
    await page.locator('.presence.up').waitFor();
    await say('after');
    await console_.says(red('after'));
  });

  it('shows the lines so far to a page that comes late, and the same to two pages', async () => {
    await chat.startWindow();
    const console_ = chat.startConsole();
    console_.type('one');
    await console_.says(/“one” received/);

    await page.goto(chat.url);
    await shown('one').waitFor();
    const other = await browser.newPage();
    await other.goto(chat.url);
    await say('two');

    await other.locator('.line', { hasText: 'two' }).waitFor();
    await other.close();
  });
});

describe('the page', () => {
  beforeEach(() => prepare());

  it('is not shown without the token, to another Host, or to another Origin', async () => {
    await chat.startWindow();
    const status = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(url, { headers, redirect: 'manual' })).status;

    expect(await status(`${chat.origin}/`)).toBe(403);
    expect(await status(`${chat.origin}/${'x'.repeat(36)}/`)).toBe(403);
    expect(await status(chat.url, { origin: 'http://evil.example' })).toBe(403);
    expect(await status(chat.url)).toBe(200);
  });

  it('of another origin cannot open its socket', async () => {
    await chat.startWindow();
    await page.goto('about:blank');
    const socketUrl = `${chat.url.replace('http', 'ws')}socket`;

    const outcome = await page.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => resolve('open');
          socket.onerror = () => resolve('refused');
        }),
      socketUrl,
    );

    expect(outcome).toBe('refused');
  });

  it('lets nobody type more than a line holds, and says nothing for blanks', async () => {
    await chat.startWindow();
    await page.goto(chat.url);
    await page.locator('.presence.waiting').waitFor();

    await say('   ');
    expect(await page.locator('.line').count()).toBe(0);
    const limit = Number(await page.getByLabel('Line to the console').getAttribute('maxlength'));
    expect(limit).toBeGreaterThan(100);
  });

  it('can be used by the keyboard alone and names its parts', async () => {
    await chat.startWindow();
    await page.goto(chat.url);
    await page.locator('.presence.waiting').waitFor();

    expect(await page.getByRole('log', { name: 'Lines of the chat' }).isVisible()).toBe(true);
    expect(await page.locator('#line:focus').count()).toBe(1);
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Enter');
    await shown('by keyboard').waitFor();
  });
});
