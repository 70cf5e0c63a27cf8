// SPDX-License-Identifier: Apache-2.0
// Either end of a chat without typed calls: events as bytes through the mapped file of a communicator. Such a link does
// not notice by itself who is there, so the two ends say it: with their hellos, pings and byes.
import { CommunicatorError, MemoryMappedFileCommunicator } from '@memlane/communicator';
import { ChatEvent, type Hello, Side } from './gen/chat.js';
import { type Identity, otherSide } from './identity.js';
import { maxQueuedEvents } from './limits.js';
import type { ChatLink, ChatLinkHandler, LinkPeer } from './link.js';

export interface RawLinkOptions {
  /** A name, or `shm:` with a name. */
  readonly address: string;
  readonly identity: Identity;
  /** How often this end says that it is there, in ms (default 500). */
  readonly pingMs?: number;
  /** How long the other end may say nothing before it counts as gone, in ms (default 3,000). */
  readonly patienceMs?: number;
}

/** The longest line takes three bytes for each of its 16,000 letters; the region need not hold it whole. */
const regionBytes = 64 * 1024;
/** How long close() lets what is queued go out, in ms. */
const farewellMs = 300;
/** How long a console waits before it looks again whether another one has gone, in ms. */
const retryMs = 500;

export class RawLink implements ChatLink {
  readonly address: string;
  readonly #name: string;
  readonly #identity: Identity;
  readonly #pingMs: number;
  readonly #patienceMs: number;
  #handler: ChatLinkHandler | undefined;
  #communicator: MemoryMappedFileCommunicator | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Events that are written and not yet published. */
  #queued = 0;
  #isUp = false;
  #isClosed = false;
  /** The end that said hello last, and when it was heard of. */
  #peer: LinkPeer | undefined;
  #heardAt = 0;

  constructor(options: RawLinkOptions) {
    this.#name = options.address.replace(/^shm:/, '');
    this.address = `mapped file ${this.#name}`;
    this.#identity = options.identity;
    this.#pingMs = options.pingMs ?? 500;
    this.#patienceMs = options.patienceMs ?? 3000;
  }

  /** @throws CommunicatorError "invalid-name" and so on; "writer-exists" for a window when there is one */
  async start(handler: ChatLinkHandler): Promise<void> {
    if (this.#handler !== undefined) throw new TypeError('the link was started before');
    this.#handler = handler;
    await this.#open();
  }

  send(event: ChatEvent): boolean {
    if (!this.#isUp) return false;
    if (this.#queued < maxQueuedEvents) return this.#write(event);
    this.#down(`the peer has stopped reading`);
    return false;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#communicator?.stopReader();
    const published =
      this.#peer === undefined ? undefined : this.#publish({ kind: { case: 'bye', value: {} } });
    if (published !== undefined) await Promise.race([published, pause(farewellMs)]).catch(() => {});
    this.#communicator?.dispose();
  }

  async #open(): Promise<void> {
    const communicator = new MemoryMappedFileCommunicator(this.#name, 2 * regionBytes);
    const isConsole = this.#identity.side === Side.CONSOLE;
    communicator.writePosition = isConsole ? 0 : regionBytes;
    communicator.readPosition = isConsole ? regionBytes : 0;
    communicator.on('dataReceived', ({ data }) => this.#received(data));
    communicator.on('error', (error) => this.#failed(error));
    this.#communicator = communicator;
    try {
      // The place to write comes first: a second one of the same side reads nothing.
      await this.#publish(this.#hello(''));
      if (this.#isClosed) return;
      communicator.startReader();
    } catch (error) {
      communicator.dispose();
      if (isConsole && error instanceof CommunicatorError && error.code === 'writer-exists') {
        return this.#wait(error.pid);
      }
      throw error;
    }
    this.#timer = setInterval(() => this.#tick(), this.#pingMs);
  }

  /** Another console is in the chat: looks again until it has gone. */
  #wait(pid: number | undefined): void {
    const who = pid === undefined ? '' : ` (pid ${pid})`;
    this.#handler?.changed({ status: 'waiting', reason: `another console${who} is in the chat` });
    clearInterval(this.#timer);
    this.#timer = setTimeout(() => {
      this.#open().catch((error: Error) => this.#failed(error));
    }, retryMs);
  }

  #tick(): void {
    if (!this.#isUp || this.#peer === undefined) return;
    if (performance.now() - this.#heardAt > this.#patienceMs) this.#down(undefined);
    else if (this.#queued === 0)
      this.#write({ kind: { case: 'ping', value: { seen: this.#peer.instance } } });
  }

  #received(data: Uint8Array): void {
    let event: ChatEvent;
    try {
      event = ChatEvent.fromBinary(data);
    } catch (error) {
      this.#failed(error as Error);
      return;
    }
    const { kind } = event;
    if (kind?.case === 'hello') this.#greeted(kind.value);
    else if (kind?.case === 'ping') this.#pinged(kind.value.seen);
    else if (this.#isUp) {
      // What comes before the hellos are exchanged was meant for a process before this one.
      this.#heardAt = performance.now();
      if (kind?.case === 'bye') this.#left();
      else this.#handler?.event(event);
    }
  }

  #greeted(hello: Hello): void {
    if (hello.side !== otherSide(this.#identity.side)) return;
    if (this.#peer?.instance !== hello.instance) {
      if (this.#isUp) this.#down(undefined);
      this.#peer = {
        pid: hello.pid,
        instance: hello.instance,
        medium: 'mapped-file',
        fallbackReason: undefined,
      };
      this.#write(this.#hello(hello.instance));
    }
    if (hello.seen === this.#identity.instance) this.#up();
  }

  /** A peer that was only stopped for a while says so with its next ping. */
  #pinged(seen: string): void {
    if (seen === this.#identity.instance && this.#peer !== undefined) this.#up();
  }

  #up(): void {
    this.#heardAt = performance.now();
    if (this.#isUp || this.#peer === undefined) return;
    this.#isUp = true;
    this.#handler?.changed({ status: 'up', peer: this.#peer });
  }

  #left(): void {
    this.#peer = undefined;
    this.#down(undefined);
  }

  #down(reason: string | undefined): void {
    this.#isUp = false;
    this.#handler?.changed({ status: 'waiting', reason });
  }

  #failed(error: Error): void {
    if (this.#isClosed) return;
    this.#isUp = false;
    clearInterval(this.#timer);
    this.#communicator?.dispose();
    this.#handler?.changed({ status: 'failed', error });
  }

  #hello(seen: string): ChatEvent {
    return {
      kind: {
        case: 'hello',
        value: { ...this.#identity, seen, medium: 'mapped-file', fallbackReason: '' },
      },
    };
  }

  #write(event: ChatEvent): boolean {
    this.#queued++;
    this.#publish(event)
      .catch((error: Error) => this.#failed(error))
      .finally(() => this.#queued--);
    return true;
  }

  #publish(event: ChatEvent): Promise<void> {
    return this.#communicator?.write(ChatEvent.toBinary(event)) ?? Promise.resolve();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
