// SPDX-License-Identifier: Apache-2.0
// The chat of a person at a terminal.
import { ChatError, Narrator, Side, type Speaker } from '@memlane/app-chat';
import type { Screen } from './screen.js';
import type { Wording } from './wording.js';

/** Runs until the person leaves. Resolves with the exit code; the caller closes the speaker. */
export async function runInteractive(speaker: Speaker, screen: Screen, wording: Wording): Promise<number> {
  const narrator = new Narrator(Side.WINDOW);
  let exitCode = 0;
  speaker.on('heard', (line) => screen.print(wording.heard(line)));
  speaker.on('receipt', (receipt) => screen.print(wording.receipt(receipt)));
  speaker.on('state', (state) => {
    const text = narrator.say(state);
    screen.print(state.status === 'up' ? wording.note(text) : wording.alert(text));
  });
  const left = new Promise<void>((resolve) => {
    screen.start((text) => say(speaker, screen, wording, text), resolve);
  });
  const failed = new Promise<void>((resolve) => {
    speaker.on('state', (state) => {
      if (state.status !== 'failed') return;
      exitCode = 1;
      resolve();
    });
  });
  screen.print(wording.note(narrator.say(speaker.state)));
  await speaker.start();
  await Promise.race([left, failed]);
  screen.close();
  return exitCode;
}

function say(speaker: Speaker, screen: Screen, wording: Wording, text: string): void {
  try {
    const { isSent } = speaker.say(text);
    if (!isSent) screen.print(wording.kept(speaker.waiting));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    if (error.code !== 'empty-line' && error.code !== 'closed') screen.print(wording.alert(error.message));
  }
}
