// SPDX-License-Identifier: Apache-2.0
// The page of charts, and the few figures for the README, as Markdown.

import { short, verdictTable, workTable } from '../report/table.js';
import { checkTargets } from '../report/targets.js';
import type { Chart } from './charts.js';
import { figureOf, type Results } from './results.js';

/** Machine, date, commit, command: without them a figure says nothing. */
export function provenance({ machine, startedAt, commit, command, rounds, versions }: Results): string {
  const hash =
    commit === undefined ? 'no commit' : `${commit.hash.slice(0, 12)}${commit.dirty ? ' and changes' : ''}`;
  return (
    `${machine.cpus} × ${machine.cpu}, ${machine.system}, Node.js ${versions.node}, ${startedAt.slice(0, 10)}, ` +
    `commit ${hash}, ${rounds === 1 ? '1 round' : `${rounds} rounds`}, \`${command}\``
  );
}

/** The whole page; the charts lie beside it. */
export function page(results: Results, charts: readonly Chart[]): string {
  const used = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`);
  return `# Results

${provenance(results)}.

Load before the start: ${results.machine.loadBefore.toFixed(2)}. ${used.join(', ')}. [How this is measured](../README.md) ·
written by \`npm run bench:report\`, which draws [the figures](results.json).

${charts.map(({ name, text }) => `![${text}](${name}.svg)`).join('\n\n')}

## Targets

\`\`\`text
${verdictTable(checkTargets(results.figures))}
\`\`\`

## Tables

\`\`\`text
${results.figures.map(workTable).join('\n\n')}
\`\`\`
`;
}

const rows = [
  { work: 'w1', peer: 'memlane', title: 'sequential call, 32 bytes, p50', figure: 'p50Us', unit: ' µs' },
  { work: 'w2', peer: 'memlane', title: '64 calls in flight, 32 bytes', figure: 'perSecond', unit: '/s' },
  { work: 'w3-1m-x1', peer: 'memlane', title: 'echo of 1 MiB', figure: 'megabytesPerSecond', unit: ' MB/s' },
  { work: 'w4', peer: 'memlane', title: 'server stream, 32 bytes', figure: 'perSecond', unit: '/s' },
] as const;

const columns = ['memlane', 'socket-corked', 'socket', 'message-port', 'grpc-js'];
const columnTitles = [
  'Memlane',
  'hand-rolled socket',
  'the same, tuned',
  'MessagePort (one process)',
  'grpc-js',
];

/** The block of the README, in the form that its formatter keeps. */
export function readmeBlock(results: Results, folder: string): string {
  const cells = [
    ['', ...columnTitles],
    ...rows.map(({ work, title, figure, unit }) => [
      title,
      ...columns.map((peer) => {
        const spread = figureOf(results, work, peer, figure);
        return spread === undefined ? '–' : `${short(spread.median)}${unit}`;
      }),
    ]),
  ];
  return `${table(cells)}

![Time of a sequential call, by peer](${folder}/w1.svg)

${provenance(results)}. [All charts and tables](${folder}/results.md) ·
[how this is measured](docs/benchmarks/README.md)`;
}

/** Aligned as Biome aligns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(rows[0]!), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join(
    '\n',
  );
}

export const blockBegin = '<!-- written by npm run bench:report -->';
export const blockEnd = '<!-- end -->';

/** @throws Error when the text has no place for the block */
export function replaceBlock(text: string, block: string): string {
  const from = text.indexOf(blockBegin);
  const to = text.indexOf(blockEnd, from);
  if (from < 0 || to < 0) throw new Error(`no "${blockBegin}" … "${blockEnd}" to write into`);
  return `${text.slice(0, from + blockBegin.length)}\n\n${block}\n\n${text.slice(to)}`;
}
