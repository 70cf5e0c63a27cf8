// SPDX-License-Identifier: Apache-2.0
// The tokens of a `.proto` with their places, which protobufjs's parser does not tell. Never fails: what it does not
// understand becomes tokens of one character.

export interface Token {
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** Offset in the text. */
  readonly start: number;
  readonly end: number;
}

// A word takes numbers, signs and dotted names too, like the tokens of protobufjs.
const pattern =
  /(?<skip>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')|(?<word>[^\s{}=;:[\],'"()<>/]+)|(?<symbol>[\s\S])/gy;

/** All tokens; the last one is of kind "end". */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index;
    const [whole] = match;
    const groups = match.groups!;
    if (groups.skip === undefined) {
      const kind = groups.string !== undefined ? 'string' : groups.word !== undefined ? 'word' : 'symbol';
      tokens.push({
        kind,
        text: whole,
        line,
        column: start - lineStart + 1,
        start,
        end: start + whole.length,
      });
    }
    for (let at = whole.indexOf('\n'); at !== -1; at = whole.indexOf('\n', at + 1)) {
      line++;
      lineStart = start + at + 1;
    }
  }
  const end = text.length;
  tokens.push({ kind: 'end', text: '', line, column: end - lineStart + 1, start: end, end });
  return tokens;
}

/** The text inside the quotes; escapes stay as they are. */
export function unquoted(token: Token): string {
  return token.text.slice(1, -1);
}
