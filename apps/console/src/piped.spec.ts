// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { type ChatLink, type ChatLinkHandler, createIdentity, Side, Speaker } from '@memlane/app-chat';
import { describe, expect, it } from 'vitest';
import { ReceiptTimeoutError, runPiped } from './piped.js';
import { Wording } from './wording.js';

/** A window that comes and goes all the time and never gives a receipt. */
class FlappingLink implements ChatLink {
  readonly address = 'fake:flapping';
  comings = 0;
  #timer: NodeJS.Timeout | undefined;

  async start(handler: ChatLinkHandler): Promise<void> {
    const peer = { pid: 1, instance: 'them', medium: 'memory', fallbackReason: undefined };
    this.#timer = setInterval(() => {
      this.comings++;
      handler.changed({ status: 'up', peer });
      handler.changed({ status: 'waiting', reason: undefined });
    }, 2);
  }

  send(): boolean {
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
  }
}

describe('runPiped()', () => {
  it('gives up on a window that comes again and again without a receipt', async () => {
    const link = new FlappingLink();
    const speaker = new Speaker({ identity: createIdentity(Side.CONSOLE), link });
    const input = new PassThrough();
    input.end('hello\n');

    const running = runPiped(speaker, new Wording(false), {
      input,
      print: () => {},
      note: () => {},
      refuse: () => {},
      timeoutMs: 50,
    });

    await expect(running).rejects.toBeInstanceOf(ReceiptTimeoutError);
    expect(link.comings).toBeGreaterThan(2);
    await speaker.close();
    input.destroy();
    if (!input.closed) await once(input, 'close');
  });
});
