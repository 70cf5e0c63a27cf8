// SPDX-License-Identifier: Apache-2.0
// The window's process: one speaker towards the console, any number of pages towards the person.
import { EventEmitter } from 'node:events';
import {
  ChatError,
  createIdentity,
  describeMedium,
  type LinkState,
  maxLineChars,
  Narrator,
  RawLink,
  RpcServerLink,
  Side,
  Speaker,
} from '@memlane/app-chat';
import type { FromPage, PageLine, PageLinkState, ToPage } from './page-protocol.js';
import { Pages } from './pages.js';
import { Transcript } from './transcript.js';
import { WebServer } from './web-server.js';

export interface WindowHostOptions {
  /** Memlane address to listen on for the console. */
  readonly address: string;
  /** Port of the page on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly token: string;
  readonly pageFolder: string;
  /** Bytes through a mapped file instead of typed calls. */
  readonly raw: boolean;
}

export interface WindowHostEvents {
  /** The console came or went, in one sentence. */
  news: [sentence: string];
}

/** Owns the speaker and the web server. */
export class WindowHost extends EventEmitter<WindowHostEvents> {
  readonly #speaker: Speaker;
  readonly #transcript = new Transcript();
  readonly #narrator = new Narrator(Side.CONSOLE);
  readonly #pages: Pages;
  #pageState: PageLinkState;
  #web: WebServer | undefined;

  private constructor(options: WindowHostOptions) {
    super();
    const identity = createIdentity(Side.WINDOW);
    this.#speaker = new Speaker({
      identity,
      link: options.raw
        ? new RawLink({ address: options.address, identity })
        : new RpcServerLink({ address: options.address, identity }),
    });
    this.#pageState = pageState(this.#speaker.state, this.#narrator.say(this.#speaker.state));
    this.#pages = new Pages({
      welcome: () => this.#welcome(),
      said: (message, answer) => this.#say(message, answer),
    });
    this.#listen();
  }

  /**
   * @throws TransportError "address-in-use" when another window has the address; node:net's error when the port is taken
   */
  static async start(options: WindowHostOptions): Promise<WindowHost> {
    const host = new WindowHost(options);
    try {
      await host.#speaker.start();
      host.#web = await WebServer.start({
        port: options.port,
        token: options.token,
        pageFolder: options.pageFolder,
        // JSON of the longest line: six bytes for a unit that is escaped, and the rest of the message.
        maxMessageBytes: 6 * maxLineChars + 1024,
        onPage: (socket) => host.#pages.add(socket),
      });
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  /** The page's address, with its token. */
  get url(): string {
    return this.#web!.access.url;
  }

  /** What the page shows of the console now. */
  get sentence(): string {
    return this.#pageState.sentence;
  }

  /** Tells the console and the pages, and stops. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([this.#speaker.close(), this.#web?.close()]);
  }

  #listen(): void {
    this.#speaker.on('state', (state) => this.#changed(state));
    this.#speaker.on('heard', (line) => this.#tellLine(this.#transcript.heard(line)));
    this.#speaker.on('receipt', (receipt) => this.#tellLine(this.#transcript.receipted(receipt)));
    this.#speaker.on('timing', (timing) => this.#tellLine(this.#transcript.timed(timing)));
  }

  #changed(state: LinkState): void {
    this.#pageState = pageState(state, this.#narrator.say(state));
    this.#pages.tell({ type: 'state', state: this.#pageState });
    this.emit('news', this.#pageState.sentence);
    const changed = state.status === 'up' ? this.#transcript.sentKept() : this.#transcript.keptAgain();
    for (const line of changed) this.#tellLine(line);
  }

  #welcome(): ToPage {
    return {
      type: 'welcome',
      address: this.#speaker.address,
      pid: process.pid,
      maxLineChars,
      state: this.#pageState,
      lines: this.#transcript.lines(),
    };
  }

  #say({ text }: FromPage, answer: (message: ToPage) => void): void {
    try {
      this.#tellLine(this.#transcript.said(this.#speaker.say(text)));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      answer({ type: 'refused', text, reason: error.message });
    }
  }

  #tellLine(line: PageLine | undefined): void {
    if (line !== undefined) this.#pages.tell({ type: 'line', line });
  }
}

function pageState(state: LinkState, sentence: string): PageLinkState {
  if (state.status !== 'up') {
    return { isUp: false, sentence, pid: null, medium: null, fallbackReason: null };
  }
  const { pid, medium, fallbackReason } = state.peer;
  return {
    isUp: true,
    sentence,
    pid,
    medium: describeMedium({ medium, fallbackReason: undefined }),
    fallbackReason: fallbackReason ?? null,
  };
}
