// SPDX-License-Identifier: Apache-2.0
// Says in words what happens to the link, the same way in both programs.
import type { Side } from './gen/chat.js';
import { sideName } from './identity.js';
import type { LinkPeer, LinkState } from './link.js';

export class Narrator {
  readonly #peer: string;
  #hasBeenUp = false;

  /** `peerSide` is the side that comes and goes. */
  constructor(peerSide: Side) {
    this.#peer = sideName(peerSide);
  }

  /** One sentence for each state that the speaker reports, in order. */
  say(state: LinkState): string {
    switch (state.status) {
      case 'up': {
        const verb = this.#hasBeenUp ? 'is back' : 'is here';
        this.#hasBeenUp = true;
        return `${this.#peer} ${verb} (${describePeer(state.peer)})`;
      }
      case 'waiting': {
        const why = state.reason === undefined ? '' : ` (${state.reason})`;
        return this.#hasBeenUp
          ? `${this.#peer} left, waiting for it${why} …`
          : `waiting for ${this.#peer}${why} …`;
      }
      case 'failed':
        return `no chat is possible: ${state.error.message}`;
    }
  }
}

/** `pid 4242, shared memory`. */
export function describePeer(peer: LinkPeer): string {
  return `pid ${peer.pid}, ${describeMedium(peer)}`;
}

/** `shared memory`, or `socket instead of shared memory: …why…`. */
export function describeMedium(peer: Pick<LinkPeer, 'medium' | 'fallbackReason'>): string {
  const medium = peer.medium.replaceAll('-', ' ');
  return peer.fallbackReason === undefined
    ? medium
    : `${medium} instead of shared memory: ${peer.fallbackReason}`;
}
