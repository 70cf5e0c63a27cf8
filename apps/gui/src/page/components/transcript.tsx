// SPDX-License-Identifier: Apache-2.0
// The lines so far. Follows the newest one, unless the reader has scrolled back.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageLine } from '../../page-protocol.js';
import { ChatLine } from './chat-line.js';

/** So near the end counts as being there, in CSS pixels. */
const nearEndPx = 48;

export function Transcript({ lines }: { readonly lines: readonly PageLine[] }) {
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);

  // Runs after every change of the lines: a new line, and one that grew.
  useLayoutEffect(() => {
    const { current } = box;
    if (current !== null && isFollowing.current) current.scrollTop = current.scrollHeight;
  }, [lines]);

  const onScroll = (): void => {
    const { current } = box;
    if (current === null) return;
    isFollowing.current = current.scrollHeight - current.scrollTop - current.clientHeight < nearEndPx;
  };

  return (
    <div ref={box} class="transcript" role="log" aria-label="Lines of the chat" onScroll={onScroll}>
      {lines.length === 0 && (
        <p class="empty">Nothing said yet. Type a line below, or in the console, and press Enter.</p>
      )}
      <ol>
        {lines.map((line) => (
          <ChatLine key={line.key} line={line} />
        ))}
      </ol>
    </div>
  );
}
