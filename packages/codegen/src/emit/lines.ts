// SPDX-License-Identifier: Apache-2.0
// Collects the lines of a generated file, indented.

/** Generated code is laid out to it, names permitting. */
export const maxLineChars = 110;

export class Lines {
  readonly #lines: string[] = [];
  #indent = '';

  /** Adds lines at the present indentation. */
  add(...lines: string[]): this {
    for (const line of lines) this.#lines.push(line === '' ? '' : this.#indent + line);
    return this;
  }

  /** `open`, what `body` adds one step deeper, `close`. */
  block(open: string, body: () => void, close: string): this {
    this.add(open);
    const outer = this.#indent;
    this.#indent = `${outer}  `;
    body();
    this.#indent = outer;
    return this.add(close);
  }

  /** `head` and `statement` on one line, or as a block where that is too long. */
  statement(head: string, statement: string): this {
    const line = `${head} ${statement}`;
    if (this.#indent.length + line.length <= maxLineChars) return this.add(line);
    return this.block(`${head} {`, () => this.add(statement), '}');
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Source of a string. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
