// SPDX-License-Identifier: Apache-2.0
// docs/stream-states.md, cell by cell, against real sessions.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { turn } from './support/sessions.js';
import {
  clientFrames,
  clientStates,
  type Staged,
  serverFrames,
  serverStates,
  stageClient,
  stageServer,
} from './support/states.js';

interface Table {
  states: string[];
  rows: { frame: string; cells: string[] }[];
}

function tableOf(heading: string): Table {
  const text = readFileSync(new URL('../docs/stream-states.md', import.meta.url), 'utf8');
  const section = text.split(/^## /m).find((one) => one.startsWith(heading))!;
  const [head, , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return { states: head!.slice(1), rows: rows.map(([frame, ...cells]) => ({ frame: frame!, cells })) };
}

/** What `bytes` do to a staged stream, in the words of the table. */
async function outcome(staged: Staged, before: string, bytes: Buffer): Promise<string> {
  await turn();
  staged.connection.take();
  const events = staged.heard()?.events.length ?? 0;
  staged.connection.deliver(bytes);
  await turn();
  const end = staged.end();
  if (end !== undefined) return end === 'end' ? 'end' : `✗ ${end}`;
  const heard = staged.heard();
  const said = heard !== undefined && heard.events.length > events;
  const written = staged.connection.written.length > 0;
  const after = staged.state();
  expect(heard?.endings ?? 0).toBeLessThanOrEqual(1);
  if (after !== before) return `→ ${after}`;
  return said || written ? 'accepted' : 'quiet';
}

/** Cells say "accepted" also where only the sender's or the receiver's count changes. */
function agrees(cell: string, seen: string): boolean {
  return seen === 'quiet' ? cell === 'ignored' || cell === 'accepted' : cell === seen;
}

const sides = [
  {
    heading: 'Server',
    states: serverStates,
    frames: clientFrames,
    stage: async (state: string) => stageServer(state),
  },
  { heading: 'Client', states: clientStates, frames: serverFrames, stage: stageClient },
];

describe.each(sides)('stream-states.md: $heading', ({ heading, states, frames, stage }) => {
  const table = tableOf(heading);

  it('has every state and every frame', () => {
    expect(table.states).toEqual(states);
    expect(table.rows.map(({ frame }) => frame)).toEqual(Object.keys(frames));
  });

  it.each(states)('says what is so in the state "%s"', async (state) => {
    const found: string[] = [];
    for (const { frame, cells } of table.rows) {
      const staged = await stage(state);
      expect(staged.state()).toBe(state);
      const cell = cells[states.indexOf(state)]!;
      const seen = await outcome(staged, state, frames[frame]!);
      if (!agrees(cell, seen)) found.push(`${frame}: ${seen}, the table says "${cell}"`);
    }
    expect(found).toEqual([]);
  });
});
