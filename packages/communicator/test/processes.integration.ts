// SPDX-License-Identifier: Apache-2.0
// Two processes and more: both start orders, several readers, restarts, and deaths in the middle of a long row.
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryMappedFileCommunicator } from '../src/index.js';
import { fresh, Program, useDirectory } from './support/programs.js';

let directory: ReturnType<typeof useDirectory>;
beforeAll(() => {
  directory = useDirectory();
});
afterAll(() => directory.remove());

const left = { readPosition: 2000, writePosition: 0 };
const right = { readPosition: 0, writePosition: 2000 };
const everything = 100_000;

type Rows = { rows: { writer: number; first: number; last: number }[] };

/** The next message of its kind; what tells the progress is passed over. */
async function result(program: Program): Promise<Rows['rows']> {
  for (;;) {
    const message = await program.next<Partial<Rows>>();
    if (message.rows !== undefined) return message.rows;
  }
}
async function reach(program: Program, number: number): Promise<void> {
  while (((await program.next<{ number?: number }>()).number ?? -1) < number);
}
async function end(...programs: Program[]): Promise<void> {
  for (const program of programs) program.send('end');
  for (const program of programs) expect(await program.exited).toBe(0);
}
async function startReader(settings: object): Promise<Program> {
  const reader = new Program('reader.ts', settings);
  expect(await reader.next()).toEqual({ ready: true });
  return reader;
}

describe('two processes', () => {
  it('exchange numbered messages when the reader comes first', async () => {
    const name = fresh();
    const reader = await startReader({ name, capacity: 4096, ...right });
    const writer = new Program('writer.ts', { name, capacity: 4096, ...left, from: 0, to: 5000 });

    expect(await result(reader)).toEqual([{ writer: 0, first: 0, last: 4999 }]);
    await end(writer, reader);
    expect(directory.files()).toEqual([]);
  });

  it('exchange numbered messages when the writer comes first', async () => {
    const name = fresh();
    const writer = new Program('writer.ts', { name, capacity: 4096, ...left, from: 0, to: 5000, every: 1 });
    await reach(writer, 0);
    const reader = await startReader({ name, capacity: 4096, ...right });

    expect(await result(reader)).toEqual([{ writer: 0, first: 0, last: 4999 }]);
    await end(writer, reader);
    expect(directory.files()).toEqual([]);
  });

  it('go on when either of them is restarted', async () => {
    const name = fresh();
    const settings = { name, capacity: 4096 };
    let reader = await startReader({ ...settings, ...right });
    for (let start = 0; start < 3; start++) {
      const writer = new Program('writer.ts', { ...settings, ...left, from: 0, to: 500, writer: start });
      expect(await result(reader)).toEqual([{ writer: start, first: 0, last: 499 }]);
      await end(writer);
    }
    const writer = new Program('writer.ts', { ...settings, ...left, from: 0, to: 0 });
    expect(await result(reader)).toEqual([]);
    for (let start = 0; start < 3; start++) {
      await end(reader);
      reader = await startReader({ ...settings, ...right });
    }
    await end(writer);

    const last = new Program('writer.ts', { ...settings, ...left, from: 0, to: 500 });
    expect(await result(reader)).toEqual([{ writer: 0, first: 0, last: 499 }]);
    await end(last, reader);
  });
});

describe('three readers', () => {
  it('each get everything, in order', async () => {
    const name = fresh();
    const readers = await Promise.all([0, 1, 2].map(() => startReader({ name, capacity: 4096, ...right })));
    const writer = new Program('writer.ts', { name, capacity: 4096, ...left, from: 0, to: 20_000 });

    for (const reader of readers) {
      expect(await result(reader)).toEqual([{ writer: 0, first: 0, last: 19_999 }]);
    }
    await end(writer, ...readers);
    expect(directory.files()).toEqual([]);
  });
});

describe('four processes that come and go all the time', () => {
  const come = (name: string, waits: boolean) =>
    Array.from({ length: 4 }, () => new Program('coming.ts', { name, rounds: 300, waits }));

  it('never meet an error, and leave no file', async () => {
    for (const program of come(fresh(), false)) expect(await program.exited).toBe(0);
    expect(directory.files()).toEqual([]);
  });

  it('hold up no writer, and each gets a message each time', async () => {
    const writer = new MemoryMappedFileCommunicator(fresh(), 4096);
    const programs = come(writer.name, true);
    const exited = Promise.all(programs.map((program) => program.exited));
    let running = true;
    void exited.then(() => {
      running = false;
    });
    // Without a reader the last ones of these wait for ever.
    while (running) await Promise.race([writer.write('x'.repeat(100)).then(() => turn()), exited]);
    expect(await exited).toEqual([0, 0, 0, 0]);
    writer.dispose();
    expect(directory.files()).toEqual([]);
  });
});

describe(`a process killed in the middle of ${everything} messages`, () => {
  it('as one of three readers, costs the others nothing', async () => {
    const name = fresh();
    const settings = { name, capacity: 4096 };
    const readers = await Promise.all([0, 1].map(() => startReader({ ...settings, ...right })));
    const victim = await startReader({ ...settings, ...right });
    const writer = new Program('writer.ts', { ...settings, ...left, from: 0, to: everything });

    await reach(victim, everything / 2);
    await victim.kill();

    for (const reader of readers) {
      expect(await result(reader)).toEqual([{ writer: 0, first: 0, last: everything - 1 }]);
    }
    await end(writer, ...readers);
    expect(directory.files()).toEqual([]);
  });

  it('as the only reader, is followed by one that gets the rest, nothing torn and nothing left out', async () => {
    const name = fresh();
    const settings = { name, capacity: 4096 };
    const victim = await startReader({ ...settings, ...right, every: 1000 });
    const writer = new Program('writer.ts', { ...settings, ...left, from: 0, to: everything });

    await reach(victim, everything / 2);
    await victim.kill();
    const next = await startReader({ ...settings, ...right });

    const rows = await result(next);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.last).toBe(everything - 1);
    await end(writer, next);
  });

  it('as the writer, leaves whole messages without a gap, and the next writer goes on', async () => {
    const name = fresh();
    const settings = { name, capacity: 4096 };
    const readers = await Promise.all([0, 1].map(() => startReader({ ...settings, ...right })));
    const victim = new Program('writer.ts', { ...settings, ...left, from: 0, to: everything });

    await reach(victim, everything / 2);
    await victim.kill();
    const next = new Program('writer.ts', { ...settings, ...left, from: 0, to: 1000, writer: 1 });

    const found = await Promise.all(readers.map(result));
    expect(found[0]).toEqual(found[1]);
    expect(found[0]).toHaveLength(2);
    expect(found[0]?.[0]).toMatchObject({ writer: 0, first: 0 });
    expect(found[0]?.[0]?.last).toBeGreaterThan(everything / 4);
    expect(found[0]?.[1]).toEqual({ writer: 1, first: 0, last: 999 });
    await end(next, ...readers);
    expect(directory.files()).toEqual([]);
  });

  it('leaves a file that the next one resets', async () => {
    const name = fresh();
    const victim = new Program('writer.ts', { name, capacity: 4096, ...left, from: 0, to: everything });
    await reach(victim, 0);
    await victim.kill();
    expect(directory.files()).toEqual([`communicator-${name}.map`]);

    const reader = await startReader({ name, capacity: 8192, ...right });
    const writer = new Program('writer.ts', { name, capacity: 8192, ...left, from: 0, to: 10 });

    expect(await result(reader)).toEqual([{ writer: 0, first: 0, last: 9 }]);
    await end(writer, reader);
    expect(directory.files()).toEqual([]);
  });
});
