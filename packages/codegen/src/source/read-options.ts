// SPDX-License-Identifier: Apache-2.0
// Reads options: `option java_package = "a";` and `[deprecated = true, (my.option).x = { a: 1 }]`.
import { CodegenError } from '../codegen-error.js';
import type { Located, OptionOutline, OptionValue } from './outline.js';
import type { TokenReader } from './token-reader.js';

/** Reads the rest of a statement whose next token is `option`. */
export function readOptionStatement(reader: TokenReader): OptionOutline {
  reader.take();
  const option = readOption(reader);
  reader.expect(';');
  return option;
}

/** Reads the options in brackets after a field or value, if there are any. */
export function readBracketOptions(reader: TokenReader): OptionOutline[] {
  const options: OptionOutline[] = [];
  if (!reader.skip('[')) return options;
  do options.push(readOption(reader));
  while (reader.skip(','));
  reader.expect(']');
  return options;
}

/** Reads what is between the braces of a method. */
export function readMethodBody(reader: TokenReader): OptionOutline[] {
  const options: OptionOutline[] = [];
  while (!reader.skip('}')) {
    if (reader.skip(';')) continue;
    if (reader.next.text !== 'option') throw reader.unexpected('option or "}"');
    options.push(readOptionStatement(reader));
  }
  return options;
}

function readOption(reader: TokenReader): OptionOutline {
  const { place } = reader.located(reader.next);
  const isCustom = reader.next.text === '(';
  const [name = '', ...parts] = readNameParts(reader);
  reader.expect('=');
  return { name: { text: name, place }, isCustom, rest: parts.join('.'), value: readValue(reader) };
}

/** `(my.option).x` has the parts `my.option` and `x`. */
function readNameParts(reader: TokenReader): string[] {
  const parts: string[] = [];
  do {
    if (reader.skip('(')) {
      parts.push(reader.typeName('the name of an option').text);
      reader.expect(')');
    } else parts.push(...readPlainParts(reader, parts.length === 0));
  } while (reader.next.text === '.' || reader.next.text === '(' || isContinued(reader));
  return parts;
}

function isContinued({ next }: TokenReader): boolean {
  return next.kind === 'word' && next.text.startsWith('.');
}

function readPlainParts(reader: TokenReader, isFirst: boolean): string[] {
  const { kind, text } = reader.next;
  const pattern = isFirst
    ? /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\.?$/
    : /^\.?([A-Za-z_][A-Za-z0-9_]*\.?)*$/;
  if (kind !== 'word' || !pattern.test(text)) throw reader.unexpected('the name of an option');
  reader.take();
  return text.split('.').filter((part) => part !== '');
}

function readValue(reader: TokenReader): OptionValue {
  const { next } = reader;
  if (next.kind === 'string') return { kind: 'string', ...reader.string('a string') };
  const value = reader.located(next);
  if (reader.skip('{')) {
    reader.skipPast('}');
    return { kind: 'message', ...value };
  }
  if (next.kind !== 'word') throw reader.unexpected('the value of the option');
  reader.take();
  const joined: Located =
    value.text === '-' && reader.next.kind === 'word'
      ? { text: `-${reader.take().text}`, place: value.place }
      : value;
  if (/^-[A-Za-z_]/.test(joined.text) && !/^-(inf|nan)$/.test(joined.text)) {
    throw new CodegenError(
      'syntax',
      `expected the value of the option, found "${joined.text}"`,
      joined.place,
    );
  }
  return { kind: /^[A-Za-z_]/.test(joined.text) ? 'word' : 'number', ...joined };
}
