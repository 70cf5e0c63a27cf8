// SPDX-License-Identifier: Apache-2.0
// The console's end of the typed link: calls Talk, and calls it again whenever the window is back.
import { setTimeout as pause } from 'node:timers/promises';
import { Backoff, type BackoffOptions, type Channel, Code, connect, RpcError } from 'memlane';
import { Conversation } from './conversation.js';
import { Chat, type ChatEvent } from './gen/chat.js';
import type { Identity } from './identity.js';
import type { ChatLink, ChatLinkHandler } from './link.js';

export interface RpcClientLinkOptions {
  readonly address: string;
  readonly identity: Identity;
  /** Pauses between attempts (default: from 50 ms up to 500 ms). */
  readonly backoff?: BackoffOptions;
}

/** How long close() waits for what is queued, in ms. */
const farewellMs = 500;

/** Trying again does not help against these. */
const permanentCodes: readonly Code[] = [
  Code.INVALID_ARGUMENT,
  Code.PERMISSION_DENIED,
  Code.UNIMPLEMENTED,
  Code.FAILED_PRECONDITION,
];

export class RpcClientLink implements ChatLink {
  readonly address: string;
  readonly #identity: Identity;
  readonly #backoff: Backoff;
  readonly #closing = new AbortController();
  #conversation: Conversation | undefined;
  #running: Promise<void> | undefined;

  constructor(options: RpcClientLinkOptions) {
    this.address = options.address;
    this.#identity = options.identity;
    this.#backoff = new Backoff(options.backoff ?? { initialMs: 50, maxMs: 500 });
  }

  async start(handler: ChatLinkHandler): Promise<void> {
    if (this.#running !== undefined) throw new TypeError('the link was started before');
    this.#running = this.#run(handler);
  }

  send(event: ChatEvent): boolean {
    return this.#conversation?.send(event) ?? false;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#conversation?.leave();
    await this.#running;
  }

  async #run(handler: ChatLinkHandler): Promise<void> {
    while (!this.#closing.signal.aborted) {
      let reason: string | undefined;
      try {
        await this.#talk(handler);
      } catch (error) {
        if (error instanceof RpcError && permanentCodes.includes(error.code)) {
          if (!this.#closing.signal.aborted) handler.changed({ status: 'failed', error });
          return;
        }
        reason = waitingReason(error);
      }
      if (this.#closing.signal.aborted) return;
      handler.changed({ status: 'waiting', reason });
      await pause(this.#backoff.next(), undefined, { signal: this.#closing.signal }).catch(() => {});
    }
  }

  /** One connection, from the attempt to its end. */
  async #talk(handler: ChatLinkHandler): Promise<void> {
    const channel = await connect(this.address);
    let farewell: NodeJS.Timeout | undefined;
    try {
      if (this.#closing.signal.aborted) return;
      const stats = channel.stats();
      const conversation = new Conversation({
        identity: this.#identity,
        handler: {
          changed: (state) => handler.changed(state),
          event: (event) => {
            // Not before: a window that comes and goes at once is not tried without a pause.
            this.#backoff.reset();
            handler.event(event);
          },
        },
        peerPid: channel.peer?.pid,
        carrier: { medium: stats?.medium ?? 'unknown', fallbackReason: stats?.fallbackReason },
      });
      this.#conversation = conversation;
      const hardClose = (): void => {
        farewell = setTimeout(() => void channel.close(), farewellMs);
      };
      this.#closing.signal.addEventListener('abort', hardClose, { once: true });
      try {
        await conversation.run(this.#call(channel, conversation));
      } finally {
        this.#closing.signal.removeEventListener('abort', hardClose);
      }
    } finally {
      clearTimeout(farewell);
      this.#conversation = undefined;
      await channel.close();
    }
  }

  #call(channel: Channel, conversation: Conversation): AsyncIterable<ChatEvent> {
    return channel.client(Chat).talk(conversation.outgoing);
  }
}

/** undefined where the window is simply not there. */
function waitingReason(error: unknown): string | undefined {
  if (error instanceof RpcError && (error.code === Code.UNAVAILABLE || error.code === Code.CANCELLED)) {
    return undefined;
  }
  return (error as Error).message;
}
