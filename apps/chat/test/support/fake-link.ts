// SPDX-License-Identifier: Apache-2.0
// A link that a test holds the other end of.
import type { ChatEvent } from '../../src/gen/chat.js';
import type { ChatLink, ChatLinkHandler, LinkPeer } from '../../src/link.js';

export class FakeLink implements ChatLink {
  readonly address = 'fake:link';
  /** What the speaker has sent while the link was up. */
  readonly sent: ChatEvent['kind'][] = [];
  #handler: ChatLinkHandler | undefined;
  #isUp = false;
  isClosed = false;

  async start(handler: ChatLinkHandler): Promise<void> {
    this.#handler = handler;
  }

  send(event: ChatEvent): boolean {
    if (this.#isUp) this.sent.push(event.kind);
    return this.#isUp;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#isUp = false;
  }

  /** The peer is there; `instance` is new with each of its processes. */
  up(instance: string): void {
    const peer: LinkPeer = { pid: 4242, instance, medium: 'shared-memory', fallbackReason: undefined };
    this.#isUp = true;
    this.#handler?.changed({ status: 'up', peer });
  }

  down(reason?: string): void {
    this.#isUp = false;
    this.#handler?.changed({ status: 'waiting', reason });
  }

  /** The peer says or receipts something. */
  hears(kind: ChatEvent['kind']): void {
    this.#handler?.event({ kind });
  }
}
