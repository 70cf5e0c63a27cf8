// SPDX-License-Identifier: Apache-2.0
// One stream of the Talk method, seen from either side: Hello first, then events until one side leaves.
import { EventQueue } from './event-queue.js';
import type { ChatEvent, Hello } from './gen/chat.js';
import { type Identity, otherSide, sideName } from './identity.js';
import type { ChatLinkHandler } from './link.js';

/** What a side knows of the connection below and tells the other. */
export interface Carrier {
  readonly medium: string;
  readonly fallbackReason: string | undefined;
}

export interface ConversationOptions {
  readonly identity: Identity;
  readonly handler: ChatLinkHandler;
  /** Process of the peer as the kernel knows it. */
  readonly peerPid: number | undefined;
  /** undefined when the peer knows better, and says so in its Hello. */
  readonly carrier: Carrier | undefined;
}

/** A peer that breaks the rules of the conversation. Ends the stream, not the program. */
export class ConversationError extends Error {
  override readonly name = 'ConversationError';
}

export class Conversation {
  /** What this side sends; the stream's requests or responses. */
  readonly outgoing = new EventQueue();
  readonly #options: ConversationOptions;
  #isUp = false;
  #overflow: (() => void) | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { identity, carrier } = options;
    this.outgoing.push({
      kind: {
        case: 'hello',
        value: {
          ...identity,
          seen: '',
          medium: carrier?.medium ?? '',
          fallbackReason: carrier?.fallbackReason ?? '',
        },
      },
    });
  }

  /**
   * Takes the peer's events until it ends the stream.
   * @throws ConversationError when the peer breaks the rules or does not read; what `incoming` throws otherwise
   */
  async run(incoming: AsyncIterable<ChatEvent>): Promise<void> {
    const overflow = new Promise<never>((_, reject) => {
      this.#overflow = () => reject(new ConversationError('the peer has stopped reading'));
    });
    overflow.catch(() => {});
    try {
      await Promise.race([this.#receive(incoming), overflow]);
    } finally {
      this.#isUp = false;
      this.outgoing.end();
    }
  }

  /** False when there is no Hello from the peer yet, or the conversation is over. */
  send(event: ChatEvent): boolean {
    if (!this.#isUp) return false;
    if (this.outgoing.push(event)) return true;
    this.#isUp = false;
    this.#overflow?.();
    return false;
  }

  /** Ends this side's half; run() resolves when the peer has ended its own. */
  leave(): void {
    this.#isUp = false;
    this.outgoing.end();
  }

  async #receive(incoming: AsyncIterable<ChatEvent>): Promise<void> {
    let isFirst = true;
    for await (const event of incoming) {
      const { kind } = event;
      if (isFirst !== (kind?.case === 'hello')) {
        throw new ConversationError(
          isFirst ? 'the peer did not begin with a hello' : 'the peer said hello twice',
        );
      }
      if (kind?.case === 'hello') this.#greeted(kind.value);
      else this.#options.handler.event(event);
      isFirst = false;
    }
  }

  #greeted(hello: Hello): void {
    const { identity, handler, peerPid, carrier } = this.#options;
    if (hello.side !== otherSide(identity.side)) {
      throw new ConversationError(
        `${sideName(identity.side)} talks to ${sideName(otherSide(identity.side))} only`,
      );
    }
    this.#isUp = true;
    const medium = carrier?.medium ?? hello.medium;
    const fallbackReason = carrier === undefined ? hello.fallbackReason : carrier.fallbackReason;
    handler.changed({
      status: 'up',
      peer: {
        pid: peerPid ?? hello.pid,
        instance: hello.instance,
        medium,
        fallbackReason: fallbackReason === '' ? undefined : fallbackReason,
      },
    });
  }
}
