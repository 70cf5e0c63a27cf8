// SPDX-License-Identifier: Apache-2.0
// What the window's process and its page tell each other over the WebSocket, as JSON. Runs in both.

export type Author = 'console' | 'window';

/** One line of the chat as the page shows it; the same `key` again replaces it. */
export interface PageLine {
  readonly key: string;
  readonly author: Author;
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly sentAtMs: number;
  /** "kept" until the console is there, "sent" until its receipt. */
  readonly status: 'kept' | 'sent' | 'received';
  /** From sending to receipt, as the sender measured it, in microseconds; null until it is known. */
  readonly roundTripUs: number | null;
}

/** The console, as the window's process sees it. */
export interface PageLinkState {
  readonly isUp: boolean;
  /** One sentence: "the console is back (pid 42, shared memory)". */
  readonly sentence: string;
  readonly pid: number | null;
  /** `shared memory` */
  readonly medium: string | null;
  /** Why it is not shared memory; null where it is. */
  readonly fallbackReason: string | null;
}

export type ToPage =
  | {
      readonly type: 'welcome';
      readonly address: string;
      readonly pid: number;
      readonly maxLineChars: number;
      readonly state: PageLinkState;
      readonly lines: readonly PageLine[];
    }
  | { readonly type: 'line'; readonly line: PageLine }
  | { readonly type: 'state'; readonly state: PageLinkState }
  | { readonly type: 'refused'; readonly text: string; readonly reason: string };

export interface FromPage {
  readonly type: 'say';
  readonly text: string;
}

/** undefined for anything that the page of this version would not send. */
export function parseFromPage(json: string): FromPage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, text } = value as Partial<Record<string, unknown>>;
  return type === 'say' && typeof text === 'string' ? { type, text } : undefined;
}
