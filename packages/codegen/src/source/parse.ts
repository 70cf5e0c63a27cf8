// SPDX-License-Identifier: Apache-2.0
// protobufjs's parser, with its errors at their place.
import protobuf from 'protobufjs';
import { CodegenError, type SourcePlace } from '../codegen-error.js';
import { tokenize } from './token.js';

const options = { keepCase: true, alternateCommentMode: true };

/** What protobufjs's parser makes of `option java_package = "a";` and `[deprecated = true]`. */
export type ParsedOptions = Readonly<Record<string, unknown>>;

/**
 * Adds the declarations of a file to `root`; each keeps `path` as its `filename`. Returns the options of the file.
 * @throws CodegenError "syntax"
 */
export function parse(text: string, path: string, file: string, root: protobuf.Root): ParsedOptions {
  const parser = protobuf.parse as { filename?: string | null };
  try {
    parser.filename = path;
    const parsed = protobuf.parse(text, root, options);
    return { ...takeOptions(root), ...(parsed.package ? takeOptions(root.lookup(parsed.package)) : {}) };
  } catch (error) {
    const [why, place] = locate(error as Error, text, file);
    throw new CodegenError('syntax', why, place, { cause: error });
  } finally {
    parser.filename = null;
  }
}

/** protobufjs leaves the options of a file with its package, where those of the next file would join them. */
function takeOptions(space: protobuf.ReflectionObject | null): ParsedOptions | undefined {
  if (space === null || space instanceof protobuf.Type) return undefined;
  const own = space.options;
  space.options = undefined;
  return own;
}

/**
 * protobufjs tells the line only. Parsing the tokens again, each on a line of its own, makes the line that it tells
 * the number of the token.
 */
function locate(error: Error, text: string, file: string): [why: string, place: SourcePlace] {
  const tokens = tokenize(text);
  let told = error.message;
  try {
    protobuf.parse(tokens.map((token) => token.text).join('\n'), new protobuf.Root(), options);
  } catch (again) {
    told = (again as Error).message;
  }
  const line = Number(/line (\d+)\)$/.exec(told)?.[1] ?? 1);
  const why = told.replace(/ \([^()]*line \d+\)$/, '');
  const named = / '([^']*)'/.exec(why)?.[1];
  let index = Math.min(line, tokens.length) - 1;
  // The parser may have looked a token or two ahead of the one that it complains about.
  for (let back = 0; back < 4 && index - back >= 0; back++) {
    if (tokens[index - back]?.text !== named) continue;
    index -= back;
    break;
  }
  const { line: lineOf, column } = tokens[index]!;
  return [why, { file, line: lineOf, column }];
}
