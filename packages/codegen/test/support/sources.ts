// SPDX-License-Identifier: Apache-2.0
// `.proto` texts as the generator takes them, without a directory.
import { CodegenError } from '../../src/codegen-error.js';
import { type GenerateOptions, generateTexts } from '../../src/generate.js';

/** Generates from texts by path; a path is also its name in errors. */
export function generateFrom(
  texts: Readonly<Record<string, string>>,
  options: Pick<GenerateOptions, 'int64' | 'runtime'> = {},
): Map<string, string> {
  return generateTexts(
    new Map(Object.entries(texts).map(([path, text]) => [path, { text, file: path }])),
    options,
  );
}

/** What generating from one text, or several by path, throws. */
export function errorOf(texts: string | Readonly<Record<string, string>>): CodegenError {
  try {
    generateFrom(typeof texts === 'string' ? { 'test.proto': texts } : texts);
  } catch (error) {
    if (error instanceof CodegenError) return error;
    throw error;
  }
  throw new Error('generating succeeded');
}

/** `file:line:column: code: message without the place`. */
export function summary(error: CodegenError): string {
  const { place, code, message } = error;
  if (place === undefined) return `${code}: ${message}`;
  const where = `${place.file}:${place.line}:${place.column}: `;
  if (!message.startsWith(where)) throw new Error(`${message} does not begin with ${where}`);
  return `${where}${code}: ${message.slice(where.length)}`;
}

/** The text of a file whose second line is the first of `lines`. */
export function file(...lines: string[]): string {
  return ['syntax = "proto3";', ...lines].join('\n');
}
