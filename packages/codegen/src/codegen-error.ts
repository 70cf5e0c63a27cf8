// SPDX-License-Identifier: Apache-2.0
// The one error class of the generator: what is wrong with a `.proto`, and where.

/**
 * - `syntax`: the text is not a `.proto`. Correct it at the place named.
 * - `unsupported`: proto2, editions, groups, extensions. Move the file to proto3, or leave it out of the directory.
 * - `unresolved-import`: an imported file is neither in the directory nor a well-known one.
 * - `import-cycle`: files import each other.
 * - `unresolved-type`: no message or enum of that name can be seen from here; perhaps an import is missing.
 * - `duplicate-name`: two things of one scope have the same name; a file is imported, or a name reserved, twice.
 * - `duplicate-number`: two fields of a message, or two values of an enum without `allow_alias`, have the same number; a number is reserved twice.
 * - `bad-number`: a field number outside 1 to 536,870,911 or in 19,000 to 19,999; an enum that does not begin
 *   with 0; reserved numbers that are out of range or end before they begin.
 * - `reserved`: a name or number that the message or enum reserves.
 * - `bad-type`: a type that cannot stand there, such as a message as map key or an enum as request.
 * - `name-clash`: two names are the same in TypeScript. Rename one.
 * - `output-clash`: two files would be written to the same place.
 * - `bad-proto-option`: an option in a `.proto` that is not known there, is set twice, or has a wrong value.
 * - `bad-option`: an option of generate() is wrong, or its directory cannot be read.
 * - `write-failed`: the output cannot be written; the cause says why.
 */
export type CodegenErrorCode =
  | 'syntax'
  | 'unsupported'
  | 'unresolved-import'
  | 'import-cycle'
  | 'unresolved-type'
  | 'duplicate-name'
  | 'duplicate-number'
  | 'bad-number'
  | 'reserved'
  | 'bad-type'
  | 'name-clash'
  | 'output-clash'
  | 'bad-proto-option'
  | 'bad-option'
  | 'write-failed';

/** A place in a `.proto`; line and column count from 1, columns in UTF-16 units. */
export interface SourcePlace {
  /** Path as the user knows it: relative to the working directory where that is shorter. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export class CodegenError extends Error {
  readonly code: CodegenErrorCode;
  /** undefined when the error is not about a place in a file. */
  readonly place: SourcePlace | undefined;

  /** `message` is without the place; the error's own begins with `file:line:column: `. */
  constructor(code: CodegenErrorCode, message: string, place?: SourcePlace, options?: ErrorOptions) {
    super(place === undefined ? message : `${place.file}:${place.line}:${place.column}: ${message}`, options);
    this.name = 'CodegenError';
    this.code = code;
    this.place = place;
  }
}
