// SPDX-License-Identifier: Apache-2.0
// The Chromium of this machine. A test without one fails; it is never skipped.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
}

function findChromium(): string {
  const { MEMLANE_CHROMIUM, PATH = '' } = process.env;
  if (MEMLANE_CHROMIUM) return MEMLANE_CHROMIUM;
  const paths = names.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)));
  const found = paths.find(isProgram);
  if (found === undefined)
    throw new Error('these tests need Chromium: install it, or set MEMLANE_CHROMIUM to its path');
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
