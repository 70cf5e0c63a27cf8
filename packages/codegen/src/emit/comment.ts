// SPDX-License-Identifier: Apache-2.0
// Doc comments from the comments of the `.proto`.
import type { Documented } from '../model/model.js';
import type { Lines } from './lines.js';

/** Adds a doc comment, if there is something to say. */
export function addComment(lines: Lines, about: Documented): void {
  lines.add(...commentLines(about));
}

/** The lines of a doc comment; none if there is nothing to say. */
export function commentLines({ comment, isDeprecated }: Documented): string[] {
  const text = comment === undefined ? [] : comment.split('\n').map((line) => line.trimEnd());
  if (isDeprecated) text.push(...(text.length > 0 ? [''] : []), '@deprecated');
  const safe = text.map((line) => line.replaceAll('*/', '*\\/'));
  if (safe.length === 0) return [];
  if (safe.length === 1) return [`/** ${safe[0]} */`];
  return ['/**', ...safe.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
}
