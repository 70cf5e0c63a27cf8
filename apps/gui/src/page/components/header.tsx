// SPDX-License-Identifier: Apache-2.0
// Who is there: the console at the other end, and how its bytes travel.
import type { PageState } from '../state.js';

export function Header({ state }: { readonly state: PageState }) {
  const { tone, sentence, detail } = describe(state);
  return (
    <header>
      <h1>Memlane chat</h1>
      <p class={`presence ${tone}`} role="status">
        <span class="dot" aria-hidden="true" />
        <span class="sentence">{sentence}</span>
      </p>
      {detail !== undefined && <p class="detail">{detail}</p>}
    </header>
  );
}

type Tone = 'up' | 'waiting' | 'lost';

function describe(state: PageState): { tone: Tone; sentence: string; detail: string | undefined } {
  const { console: peer, address, pid } = state;
  const detail = address === undefined ? undefined : `${address} · this window is pid ${pid}`;
  if (!state.isLinkOpen) {
    const sentence = address === undefined ? 'connecting' : 'the window’s process is gone; looking for it';
    return { tone: 'lost', sentence, detail };
  }
  if (peer === undefined) return { tone: 'waiting', sentence: 'connecting', detail };
  const why = peer.fallbackReason === null ? detail : `${detail} · no shared memory: ${peer.fallbackReason}`;
  return { tone: peer.isUp ? 'up' : 'waiting', sentence: peer.sentence, detail: why };
}
