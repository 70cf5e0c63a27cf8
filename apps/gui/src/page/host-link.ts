// SPDX-License-Identifier: Apache-2.0
// The page's WebSocket to the window's process: opened again whenever it is lost.
import type { FromPage, ToPage } from '../page-protocol.js';

export interface HostLinkHandler {
  message(message: ToPage): void;
  changed(isOpen: boolean): void;
}

const firstDelayMs = 250;
const longestDelayMs = 5000;

export class HostLink {
  readonly #url: URL;
  readonly #handler: HostLinkHandler;
  #socket: WebSocket | undefined;
  #timer: number | undefined;
  #delayMs = firstDelayMs;
  #isClosed = false;

  /** `url` is of the page's own server; its scheme is replaced. */
  constructor(url: URL, handler: HostLinkHandler) {
    this.#url = new URL(url);
    this.#url.protocol = 'ws:';
    this.#handler = handler;
    this.#open();
  }

  /** False when the process cannot be reached now: nothing is sent. */
  say(text: string): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify({ type: 'say', text } satisfies FromPage));
    return true;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #open(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#delayMs = firstDelayMs;
      this.#handler.changed(true);
    };
    socket.onmessage = ({ data }) => this.#handler.message(JSON.parse(data) as ToPage);
    socket.onclose = () => {
      if (this.#isClosed) return;
      this.#handler.changed(false);
      // Up to half as long again, so that many pages do not come back in one moment.
      this.#timer = window.setTimeout(() => this.#open(), this.#delayMs * (1 + Math.random() / 2));
      this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
    };
  }
}
