// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Side } from './gen/chat.js';
import { Narrator } from './narrator.js';
import { formatMicroseconds, hasVisibleText, printable, wellFormed } from './text.js';

describe('printable()', () => {
  it('takes away what a terminal would obey and leaves every letter', () => {
    expect(printable('red \u001b[31m, bell \u0007, c1 \u009b, turned \u202egnol\u2066')).toBe(
      'red  [31m, bell  , c1  , turned  gnol ',
    );
    expect(printable('añ☺😈 שלום')).toBe('añ☺😈 שלום');
  });
});

describe('wellFormed()', () => {
  it('replaces halves of surrogate pairs and leaves whole ones', () => {
    expect(wellFormed('a \ud83d b \ude00 c 😀 \ud83d')).toBe('a \ufffd b \ufffd c 😀 \ufffd');
  });
});

describe('hasVisibleText()', () => {
  it.each(['', '   ', '\t\r\n', '\u200b\u2060', '\u00a0'])('finds nothing in %j', (text) => {
    expect(hasVisibleText(text)).toBe(false);
  });

  it.each(['a', ' ☺ ', '.', '😈'])('finds something in %j', (text) => {
    expect(hasVisibleText(text)).toBe(true);
  });
});

describe('formatMicroseconds()', () => {
  it('rounds and groups', () => {
    expect([formatMicroseconds(37.6), formatMicroseconds(1240)]).toEqual(['38 µs', '1,240 µs']);
  });
});

describe('Narrator', () => {
  const peer = { pid: 7, instance: 'x', medium: 'shared-memory', fallbackReason: undefined };

  it('tells coming, going and coming back apart', () => {
    const narrator = new Narrator(Side.WINDOW);

    expect([
      narrator.say({ status: 'waiting', reason: undefined }),
      narrator.say({ status: 'up', peer }),
      narrator.say({ status: 'waiting', reason: undefined }),
      narrator.say({ status: 'up', peer: { ...peer, medium: 'socket', fallbackReason: 'no addon' } }),
      narrator.say({ status: 'failed', error: new Error('why') }),
    ]).toEqual([
      'waiting for the window …',
      'the window is here (pid 7, shared memory)',
      'the window left, waiting for it …',
      'the window is back (pid 7, socket instead of shared memory: no addon)',
      'no chat is possible: why',
    ]);
  });
});
