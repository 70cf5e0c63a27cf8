// SPDX-License-Identifier: Apache-2.0
// The window's end of the typed link: serves Talk, to one console at a time.
import { Code, createServer, type HandlerContext, RpcError, type Server } from 'memlane';
import { Conversation, ConversationError } from './conversation.js';
import { Chat, type ChatEvent } from './gen/chat.js';
import type { Identity } from './identity.js';
import type { ChatLink, ChatLinkHandler } from './link.js';

export interface RpcServerLinkOptions {
  readonly address: string;
  readonly identity: Identity;
}

/** How long close() lets the last events reach the console, in ms. */
const graceMs = 300;

export class RpcServerLink implements ChatLink {
  readonly address: string;
  readonly #identity: Identity;
  #server: Server | undefined;
  #handler: ChatLinkHandler | undefined;
  #conversation: Conversation | undefined;
  #consolePid: number | undefined;
  #closed = false;

  constructor(options: RpcServerLinkOptions) {
    this.address = options.address;
    this.#identity = options.identity;
  }

  /** @throws TransportError "address-in-use" when another window serves the address, "invalid-address" and so on */
  async start(handler: ChatLinkHandler): Promise<void> {
    if (this.#server !== undefined) throw new TypeError('the link was started before');
    this.#handler = handler;
    this.#server = createServer();
    this.#server.add(Chat, { talk: (events, context) => this.#talk(events, context) });
    await this.#server.listen(this.address);
  }

  send(event: ChatEvent): boolean {
    return this.#conversation?.send(event) ?? false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#conversation?.leave();
    await this.#server?.close({ graceMs });
    this.#handler = undefined;
  }

  #talk(events: AsyncIterable<ChatEvent>, context: HandlerContext): AsyncIterable<ChatEvent> {
    if (this.#conversation !== undefined) {
      const who = this.#consolePid === undefined ? '' : ` (pid ${this.#consolePid})`;
      throw new RpcError(Code.ALREADY_EXISTS, `another console${who} is in the chat`);
    }
    const conversation = new Conversation({
      identity: this.#identity,
      handler: {
        changed: (state) => this.#tell((handler) => handler.changed(state)),
        event: (event) => this.#tell((handler) => handler.event(event)),
      },
      peerPid: context.peer?.pid,
      carrier: undefined,
    });
    this.#conversation = conversation;
    this.#consolePid = context.peer?.pid;
    return this.#answer(conversation, events);
  }

  async *#answer(conversation: Conversation, events: AsyncIterable<ChatEvent>): AsyncGenerator<ChatEvent> {
    let failure: Error | undefined;
    const heard = conversation
      .run(events)
      .catch((error: Error) => {
        failure = error;
      })
      .finally(() => this.#over(conversation, failure));
    yield* conversation.outgoing;
    // This side leaves first when it closes; it need not hear the console out then.
    if (!this.#closed) await heard;
    if (failure instanceof ConversationError) {
      throw new RpcError(Code.ABORTED, failure.message, { cause: failure });
    }
  }

  #over(conversation: Conversation, failure: Error | undefined): void {
    if (this.#conversation !== conversation) return;
    this.#conversation = undefined;
    this.#consolePid = undefined;
    const reason = failure instanceof ConversationError ? failure.message : undefined;
    this.#tell((handler) => handler.changed({ status: 'waiting', reason }));
  }

  #tell(what: (handler: ChatLinkHandler) => void): void {
    if (!this.#closed && this.#handler !== undefined) what(this.#handler);
  }
}
