// SPDX-License-Identifier: Apache-2.0
// Steps through the tokens of a `.proto` and says what was expected where something else stands.
import { CodegenError, type SourcePlace } from '../codegen-error.js';
import { integerOf, type Located } from './outline.js';
import { type Token, tokenize, unquoted } from './token.js';

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')', '<': '>' };

export class TokenReader {
  readonly #file: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** `file` is the path for errors. */
  constructor(text: string, file: string) {
    this.#file = file;
    this.#tokens = tokenize(text);
  }

  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  /** The token after the next one. */
  get afterNext(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)]!;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Takes the next token if it is this one. */
  skip(text: string): boolean {
    if (this.next.text !== text || this.next.kind === 'string') return false;
    this.take();
    return true;
  }

  /** @throws CodegenError "syntax" when the next token is another */
  expect(text: string): Token {
    if (this.next.text !== text || this.next.kind === 'string') throw this.unexpected(`"${text}"`);
    return this.take();
  }

  name(what: string): Located {
    const { kind, text } = this.next;
    if (kind !== 'word' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) throw this.unexpected(what);
    const name = this.located(this.take());
    // protobufjs leaves out, without a word, what is called so.
    if (text === '__proto__') {
      throw new CodegenError('unsupported', 'the name __proto__ is not supported', name.place);
    }
    return name;
  }

  /** A dotted name, which may have spaces around its dots. */
  typeName(what: string): Located {
    const first = this.next;
    let text = '';
    do {
      if (this.next.kind !== 'word') throw this.unexpected(what);
      text += this.take().text;
    } while (text.endsWith('.') || (this.next.kind === 'word' && this.next.text.startsWith('.')));
    if (!/^\.?[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(text)) {
      throw new CodegenError('syntax', `expected ${what}, found "${text}"`, this.place(first));
    }
    return { text, place: this.place(first) };
  }

  integer(what: string): Located {
    if (this.next.kind !== 'word' || Number.isNaN(integerOf(this.next.text))) throw this.unexpected(what);
    return this.located(this.take());
  }

  /** One or more strings in a row, joined. */
  string(what: string): Located {
    if (this.next.kind !== 'string') throw this.unexpected(what);
    const place = this.place(this.next);
    let text = '';
    while (this.next.kind === 'string') text += unquoted(this.take());
    return { text, place };
  }

  /** Moves past everything up to `text`, and past that; brackets are followed to their ends. */
  skipPast(text: string): void {
    while (!this.skip(text)) {
      const token = this.next;
      if (token.kind === 'end' || (token.kind === 'symbol' && /["'/}\])>]/.test(token.text))) {
        if (token.text !== '/' || this.#isOpenComment()) throw this.unexpected(`"${text}"`);
      }
      this.take();
      const close = token.kind === 'symbol' ? closing[token.text] : undefined;
      if (close !== undefined) this.skipPast(close);
    }
  }

  place(token: Token): SourcePlace {
    return { file: this.#file, line: token.line, column: token.column };
  }

  located(token: Token): Located {
    return { text: token.text, place: this.place(token) };
  }

  /** An error at the next token. */
  unexpected(wanted: string): CodegenError {
    return new CodegenError('syntax', this.#complaint(wanted), this.place(this.next));
  }

  #complaint(wanted: string): string {
    const { kind, text } = this.next;
    if (kind === 'end') return `expected ${wanted}, found the end of the file`;
    if (kind === 'symbol' && (text === '"' || text === "'")) return 'string is not closed on its line';
    if (this.#isOpenComment()) return 'comment is not closed';
    return `expected ${wanted}, found ${kind === 'string' ? text : `"${text}"`}`;
  }

  #isOpenComment(): boolean {
    return this.next.text === '/' && this.afterNext.text.startsWith('*');
  }
}
