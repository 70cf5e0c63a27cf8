// SPDX-License-Identifier: Apache-2.0
// The open pages: tells all of them the same, and passes on what they say.
import type { WebSocket } from 'ws';
import { type FromPage, parseFromPage, type ToPage } from './page-protocol.js';

/** A page that reads so slowly that more than this waits for it is dropped; it comes back and is told everything. */
const maxBufferedBytes = 4 * 1024 * 1024;

/** WebSocket close code for a message that breaks the rules. */
const policyViolation = 1008;

export interface PagesHandler {
  /** What a page that has just come must know. */
  welcome(): ToPage;
  /** A page said something; `answer` goes to this page alone. */
  said(message: FromPage, answer: (message: ToPage) => void): void;
}

export class Pages {
  readonly #handler: PagesHandler;
  readonly #open = new Set<WebSocket>();

  constructor(handler: PagesHandler) {
    this.#handler = handler;
  }

  get count(): number {
    return this.#open.size;
  }

  add(page: WebSocket): void {
    this.#open.add(page);
    page.on('close', () => this.#open.delete(page));
    page.on('error', () => page.terminate());
    page.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : parseFromPage(String(data));
      if (message === undefined) page.close(policyViolation, 'not a message of this page');
      else this.#handler.said(message, (answer) => send(page, JSON.stringify(answer)));
    });
    send(page, JSON.stringify(this.#handler.welcome()));
  }

  tell(message: ToPage): void {
    if (this.#open.size === 0) return;
    const json = JSON.stringify(message);
    for (const page of this.#open) send(page, json);
  }
}

function send(page: WebSocket, json: string): void {
  if (page.readyState !== page.OPEN) return;
  if (page.bufferedAmount > maxBufferedBytes) page.terminate();
  else page.send(json);
}
