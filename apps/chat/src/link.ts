// SPDX-License-Identifier: Apache-2.0
// What the chat needs of whatever carries it: events in order while the peer is there, and word of its coming and going.
import type { ChatEvent } from './gen/chat.js';

/** The process at the other end of a link that is up. A value. */
export interface LinkPeer {
  readonly pid: number;
  /** New with each process. */
  readonly instance: string;
  /** What carries the bytes: `shared-memory`, `socket`, `memory`, `mapped-file`. */
  readonly medium: string;
  /** Why it is not shared memory; undefined where it is. */
  readonly fallbackReason: string | undefined;
}

/**
 * "waiting" (no peer; the link goes on trying by itself) ↔ "up"; "failed" for good, when trying again cannot help. The
 * reason to wait is given where it is another than that the peer is not there.
 */
export type LinkState =
  | { readonly status: 'waiting'; readonly reason: string | undefined }
  | { readonly status: 'up'; readonly peer: LinkPeer }
  | { readonly status: 'failed'; readonly error: Error };

export interface ChatLinkHandler {
  /** Called on every change, and for a new reason to wait. */
  changed(state: LinkState): void;
  /** A line, receipt or timing of the peer; only while "up", in order. */
  event(event: ChatEvent): void;
}

/** A way to the other side. Owned by one Speaker. */
export interface ChatLink {
  /** For messages: `shm:memlane-chat`. */
  readonly address: string;
  /**
   * Begins. Called once. Resolves when the link works by itself from now on, with or without a peer.
   * @throws when it never can: the address is taken or wrong
   */
  start(handler: ChatLinkHandler): Promise<void>;
  /** Sends without blocking; false when the link is not "up". What was sent arrives unless the link goes down. */
  send(event: ChatEvent): boolean;
  /** Sends what is queued, tells the peer and ends. Idempotent; nothing is called after it has resolved. */
  close(): Promise<void>;
}
