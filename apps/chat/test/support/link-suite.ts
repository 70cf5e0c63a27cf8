// SPDX-License-Identifier: Apache-2.0
// What every pair of links must do, whatever carries it: a suite that each kind of link runs.
import { afterEach, describe, expect, it } from 'vitest';
import { createIdentity } from '../../src/identity.js';
import { type ChatLink, type LinkState, Side } from '../../src/index.js';
import { Speaker } from '../../src/speaker.js';

export interface LinkPair {
  /** New ends under one address; each may be made again after it was closed. */
  console(): ChatLink;
  window(): ChatLink;
}

/** A speaker with what it has heard, and a way to wait for it. */
class Listening {
  readonly speaker: Speaker;
  readonly heard: string[] = [];
  readonly states: string[] = [];
  receipts = 0;
  #waiters: (() => void)[] = [];

  constructor(side: Side, link: ChatLink) {
    this.speaker = new Speaker({ identity: createIdentity(side), link });
    this.speaker.on('heard', ({ text }) => this.#note(() => this.heard.push(text)));
    this.speaker.on('receipt', () => this.#note(() => this.receipts++));
    this.speaker.on('state', (state: LinkState) => this.#note(() => this.states.push(state.status)));
  }

  /** Resolves once `condition` holds. The test's own time limit ends it. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #note(what: () => void): void {
    what();
    for (const wake of this.#waiters.splice(0)) wake();
  }
}

/** Declares the suite; `make` gives each test a pair under an address of its own. */
export function describeChatLinks(name: string, make: () => LinkPair): void {
  describe(`chat links over ${name}`, () => {
    const running: Speaker[] = [];
    afterEach(async () => {
      for (const speaker of running.splice(0)) await speaker.close();
    });
    const begin = async (side: Side, link: ChatLink): Promise<Listening> => {
      const listening = new Listening(side, link);
      running.push(listening.speaker);
      await listening.speaker.start();
      return listening;
    };

    it('carry lines and receipts both ways, in order', async () => {
      const pair = make();
      const window = await begin(Side.WINDOW, pair.window());
      const console_ = await begin(Side.CONSOLE, pair.console());
      await console_.until(() => console_.speaker.state.status === 'up');
      await window.until(() => window.speaker.state.status === 'up');

      for (let i = 0; i < 200; i++) console_.speaker.say(`c${i}`);
      for (let i = 0; i < 200; i++) window.speaker.say(`w${i}`);
      await Promise.all([console_.speaker.allReceipted(), window.speaker.allReceipted()]);

      expect(window.heard).toEqual(Array.from({ length: 200 }, (_, i) => `c${i}`));
      expect(console_.heard).toEqual(Array.from({ length: 200 }, (_, i) => `w${i}`));
      expect([console_.receipts, window.receipts]).toEqual([200, 200]);
    });

    it('carry the longest line, of letters that take three bytes each', async () => {
      const pair = make();
      const window = await begin(Side.WINDOW, pair.window());
      const console_ = await begin(Side.CONSOLE, pair.console());
      const longest = '☺'.repeat(16_000);

      console_.speaker.say(longest);
      await window.until(() => window.heard.length === 1);

      expect(window.heard[0] === longest).toBe(true);
    });

    it.each([
      ['console', 'window'],
      ['window', 'console'],
    ] as const)('let the %s begin: what it says early arrives when the %s comes', async (first, _second) => {
      const pair = make();
      const [early, late] =
        first === 'console'
          ? [() => begin(Side.CONSOLE, pair.console()), () => begin(Side.WINDOW, pair.window())]
          : [() => begin(Side.WINDOW, pair.window()), () => begin(Side.CONSOLE, pair.console())];

      const one = await early();
      one.speaker.say('early');
      const other = await late();
      await one.speaker.allReceipted();

      expect(other.heard).toEqual(['early']);
    });

    it.each(['console', 'window'] as const)('notice that the %s left and find it again', async (who) => {
      const pair = make();
      const start = {
        console: () => begin(Side.CONSOLE, pair.console()),
        window: () => begin(Side.WINDOW, pair.window()),
      };
      const staying = await start[who === 'console' ? 'window' : 'console']();
      const leaving = await start[who]();
      await staying.until(() => staying.states.at(-1) === 'up');

      await leaving.speaker.close();
      await staying.until(() => staying.states.at(-1) === 'waiting');
      staying.speaker.say('are you back?');
      const back = await start[who]();
      await staying.speaker.allReceipted();

      expect(back.heard).toEqual(['are you back?']);
      expect(staying.states).toEqual(['up', 'waiting', 'up']);
    });
  });
}
