// SPDX-License-Identifier: Apache-2.0
// Text of people, made safe and short to show.

// C0 and C1 controls (a terminal obeys them) and the marks that reorder the text around them.
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** `text` without what a terminal would obey: each control becomes a space. */
export function printable(text: string): string {
  return text.replace(unprintable, ' ');
}

/** `text` with U+FFFD for each half of a surrogate pair, which no UTF-8 can carry. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** True when there is something to read in `text`. */
export function hasVisibleText(text: string): boolean {
  return /[^\p{Cc}\p{Z}\p{Cf}]/u.test(text);
}

/** `38 µs`, `1,240 µs`: a round trip for people. */
export function formatMicroseconds(us: number): string {
  return `${Math.round(us).toLocaleString('en')} µs`;
}
