// SPDX-License-Identifier: Apache-2.0
// The limits of a conversation. Both programs and their page show these numbers when one is passed.

/** Lines that may wait for a receipt; one more is refused, nothing is dropped. */
export const maxWaitingLines = 1000;

/** UTF-16 units of one line; at most three bytes each, so far below the largest message of the rpc layer. */
export const maxLineChars = 16_000;

/**
 * Events that may wait to be sent on one link: every waiting line and one receipt for each of the peer's, twice. A peer
 * that keeps to its own limit never fills it.
 */
export const maxQueuedEvents = 4 * maxWaitingLines;
