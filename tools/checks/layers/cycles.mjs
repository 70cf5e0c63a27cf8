// SPDX-License-Identifier: Apache-2.0
// Cycles of imports between the files of a package. Imports of types alone leave nothing behind and do not count.

/** One finding for each group of files that reach each other. */
export function findCycles(sources) {
  const edges = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ typeOnly, target }) => !typeOnly && target !== undefined).map(({ target }) => target),
    ]),
  );
  const findings = [];
  const reported = new Set();
  for (const { path } of sources) {
    if (reported.has(path)) continue;
    const cycle = shortestWayBack(path, edges);
    if (cycle === undefined) continue;
    for (const member of cycle) reported.add(member);
    findings.push(`import cycle: ${cycle.join(' → ')}`);
  }
  return findings;
}

/** Breadth first from `start` until it is seen again. */
function shortestWayBack(start, edges) {
  const cameFrom = new Map();
  const queue = [start];
  for (const path of queue) {
    for (const next of edges.get(path) ?? []) {
      if (next === start) return wayTo(path, cameFrom, start);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, path);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(last, cameFrom, start) {
  const way = [start];
  for (let path = last; path !== start; path = cameFrom.get(path)) way.unshift(path);
  return [start, ...way];
}
