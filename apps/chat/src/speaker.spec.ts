// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { FakeLink } from '../test/support/fake-link.js';
import { Side } from './gen/chat.js';
import { maxLineChars } from './limits.js';
import { Speaker } from './speaker.js';

/** A started speaker of the console, its link, its clock, and what it reported. */
async function speaking(maxWaiting?: number) {
  const link = new FakeLink();
  const clock = { ms: 0 };
  const speaker = new Speaker({
    identity: { side: Side.CONSOLE, instance: 'me', pid: 1 },
    link,
    now: () => clock.ms,
    wallClock: () => 1000,
    maxWaiting,
  });
  const news: unknown[] = [];
  speaker.on('state', (state) => news.push(state.status));
  speaker.on('heard', ({ id, text }) => news.push(`heard ${id} ${text}`));
  speaker.on('receipt', (receipt) => news.push(receipt));
  speaker.on('timing', (timing) => news.push(timing));
  await speaker.start();
  return { speaker, link, clock, news };
}

const from = (id: number, text: string) =>
  ({ case: 'line', value: { id, author: Side.WINDOW, text, sentAtMs: 0 } }) as const;
const linesOf = (link: FakeLink) =>
  link.sent.flatMap((kind) => (kind?.case === 'line' ? [`${kind.value.id} ${kind.value.text}`] : []));

describe('Speaker.say()', () => {
  it('sends the line, and reports its receipt with the round trip in microseconds', async () => {
    const { speaker, link, clock, news } = await speaking();
    link.up('them');

    expect(speaker.say('hello')).toMatchObject({ id: 1, isSent: true, sentAtMs: 1000 });
    clock.ms = 0.25;
    link.hears({ case: 'receipt', value: { id: 1 } });

    expect(news).toEqual(['up', { id: 1, roundTripUs: 250 }]);
    expect(link.sent.at(-1)).toEqual({ case: 'timing', value: { id: 1, roundTripUs: 250 } });
    await speaker.allReceipted();
  });

  it('keeps lines while the peer is away and sends them in order when it comes', async () => {
    const { speaker, link } = await speaking();

    expect(speaker.say('one').isSent).toBe(false);
    expect(speaker.say('two').isSent).toBe(false);
    link.up('them');

    expect(linesOf(link)).toEqual(['1 one', '2 two']);
    expect(speaker.waiting).toBe(2);
  });

  it('sends again what has no receipt when the link was lost, and measures from the second time', async () => {
    const { speaker, link, clock, news } = await speaking();
    link.up('them');
    speaker.say('hello');
    link.down();
    clock.ms = 5000;
    link.up('them');
    clock.ms = 5001;

    link.hears({ case: 'receipt', value: { id: 1 } });

    expect(linesOf(link)).toEqual(['1 hello', '1 hello']);
    expect(news.at(-1)).toEqual({ id: 1, roundTripUs: 1000 });
  });

  it('sends what no UTF-8 can carry with a mark in its place', async () => {
    const { speaker, link } = await speaking();
    link.up('them');

    expect(speaker.say('half \ud83d').text).toBe('half \ufffd');

    expect(linesOf(link)).toEqual(['1 half \ufffd']);
  });

  it.each([
    ['', 'empty-line'],
    [' \t\u200b', 'empty-line'],
    ['x'.repeat(maxLineChars + 1), 'line-too-long'],
  ])('refuses a bad line (case %#) with "%s" and sends nothing', async (text, code) => {
    const { speaker, link } = await speaking();
    link.up('them');

    expect(() => speaker.say(text)).toThrow(expect.objectContaining({ code }));

    expect([link.sent, speaker.waiting]).toEqual([[], 0]);
  });

  it('refuses more lines than may wait, and any after close()', async () => {
    const { speaker, link } = await speaking(1);
    speaker.say('kept');

    expect(() => speaker.say('too many')).toThrow(expect.objectContaining({ code: 'too-many-waiting' }));
    await speaker.close();

    expect(() => speaker.say('too late')).toThrow(expect.objectContaining({ code: 'closed' }));
    expect(link.isClosed).toBe(true);
  });
});

describe('Speaker, when the peer speaks', () => {
  it('receipts each line and hears it once, also when it is sent again', async () => {
    const { link, news } = await speaking();
    link.up('them');

    link.hears(from(1, 'a'));
    link.down();
    link.up('them');
    link.hears(from(1, 'a'));
    link.hears(from(2, 'b'));

    expect(news).toEqual(['up', 'heard 1 a', 'waiting', 'up', 'heard 2 b']);
    expect(link.sent.filter((kind) => kind?.case === 'receipt')).toHaveLength(3);
  });

  it('takes a new process for somebody new, whose lines begin at 1 again', async () => {
    const { link, news } = await speaking();
    link.up('first');
    link.hears(from(1, 'a'));
    link.down();
    link.up('second');
    link.hears(from(1, 'A'));

    expect(news).toEqual(['up', 'heard 1 a', 'waiting', 'up', 'heard 1 A']);
  });

  it('reports a state once while it stays the same, and again for a new reason', async () => {
    const { link, news } = await speaking();

    link.down();
    link.down();
    link.down('the disk is full');

    expect(news).toEqual(['waiting']);
  });

  it('ignores receipts of lines that it never said, and events that it does not know', async () => {
    const { link, news } = await speaking();
    link.up('them');

    link.hears({ case: 'receipt', value: { id: 99 } });
    link.hears({ case: 'ping', value: { seen: 'me' } });

    expect(news).toEqual(['up']);
  });
});
