// SPDX-License-Identifier: Apache-2.0
// One line with its receipt.
import type { PageLine } from '../../page-protocol.js';

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const micros = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function ChatLine({ line }: { readonly line: PageLine }) {
  const { author, text, sentAtMs, status } = line;
  const sentAt = new Date(sentAtMs);
  return (
    <li class={`line ${author} ${status}`}>
      <p class="text">{text}</p>
      <p class="meta">
        <span class="author">{author}</span>
        <time dateTime={sentAt.toISOString()}>{clock.format(sentAt)}</time>
        <span class="receipt">{receiptOf(line)}</span>
      </p>
    </li>
  );
}

function receiptOf({ author, status, roundTripUs }: PageLine): string {
  if (status === 'kept') return 'kept until the console is there';
  if (status === 'sent') return 'sent';
  const time = roundTripUs === null ? '' : ` in ${micros.format(roundTripUs)} µs`;
  if (author === 'window') return `✓ received${time}`;
  return time === '' ? '' : `receipt${time}`;
}
