// SPDX-License-Identifier: Apache-2.0
// How much: CI runs a short version of what takes long, `npm run test:deep` the full one.

/** True in the deep run. */
export const deep = process.env.MEMLANE_DEEP === '1';

/** `full` in the deep run, else `short`; what was left out is said, under the name `what`. */
export function amount(what: string, short: number, full: number): number {
  if (deep) return full;
  console.log(`${what}: short version, ${short} of ${full}; all of them in \`npm run test:deep\``);
  return short;
}

/** Time limit in ms of a test that is only long in the deep run. */
export function timeLimit(shortMs: number): number {
  return deep ? 12 * 3_600_000 : shortMs;
}
