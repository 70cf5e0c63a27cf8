// SPDX-License-Identifier: Apache-2.0
// What the page knows, and how each message of the window's process changes it. Pure.
import type { PageLine, PageLinkState, ToPage } from '../page-protocol.js';

export interface Refused {
  readonly text: string;
  readonly reason: string;
}

export interface PageState {
  /** The page can reach the window's process. */
  readonly isLinkOpen: boolean;
  /** Where the window listens for the console; undefined until the first welcome. */
  readonly address: string | undefined;
  /** The window's process. */
  readonly pid: number | undefined;
  readonly maxLineChars: number;
  readonly console: PageLinkState | undefined;
  readonly lines: readonly PageLine[];
  readonly refusal: Refused | undefined;
}

export type PageEvent =
  | ToPage
  | { readonly type: 'link-open' }
  | { readonly type: 'link-lost' }
  | { readonly type: 'refusal-read' };

/** Lines that the page keeps; the window's process keeps as many. */
export const maxShownLines = 500;

export const initialState: PageState = {
  isLinkOpen: false,
  address: undefined,
  pid: undefined,
  maxLineChars: 0,
  console: undefined,
  lines: [],
  refusal: undefined,
};

export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'welcome':
      // A process that was started anew does not know the lines of the one before: what it tells is what there is.
      return {
        ...state,
        address: event.address,
        pid: event.pid,
        maxLineChars: event.maxLineChars,
        console: event.state,
        lines: event.lines,
      };
    case 'line':
      return { ...state, lines: withLine(state.lines, event.line) };
    case 'state':
      return { ...state, console: event.state };
    case 'refused':
      return { ...state, refusal: { text: event.text, reason: event.reason } };
    case 'refusal-read':
      return { ...state, refusal: undefined };
    case 'link-open':
      return { ...state, isLinkOpen: true };
    case 'link-lost':
      return { ...state, isLinkOpen: false };
  }
}

function withLine(lines: readonly PageLine[], line: PageLine): readonly PageLine[] {
  // What changes is nearly always among the last.
  const at = lines.findLastIndex(({ key }) => key === line.key);
  return at === -1 ? [...lines, line].slice(-maxShownLines) : lines.with(at, line);
}
