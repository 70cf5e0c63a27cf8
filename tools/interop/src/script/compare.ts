// SPDX-License-Identifier: Apache-2.0
// Runs many scripts over several transports at once and tells those that did not come to what they must.
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'memlane';
import type { Script } from '../gen/script.js';
import { generateScript } from './generate.js';
import { expectedOutcome, type Outcome } from './outcome.js';
import { runScript } from './run.js';

export interface Mismatch {
  readonly seed: number;
  readonly transport: string;
  readonly expected: Outcome;
  /** The error when the call did not settle or broke the client. */
  readonly actual: Outcome | Error;
}

export interface CompareOptions {
  /** Clients by the name of their transport. */
  readonly clients: ReadonlyMap<string, Client<typeof Script>>;
  readonly firstSeed: number;
  readonly count: number;
  /** Scripts that run at the same time on each connection. */
  readonly concurrency: number;
  /** Longest that one call may take, ms; only a call that hangs does. */
  readonly watchdogMs: number;
}

/** Scripts whose outcome is not the same over every transport, or not the one that it must be. */
export async function compareScripts(options: CompareOptions): Promise<Mismatch[]> {
  const { clients, firstSeed, count, concurrency, watchdogMs } = options;
  const mismatches: Mismatch[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count && mismatches.length < 10) {
      const script = generateScript((firstSeed + next++) >>> 0);
      const expected = expectedOutcome(script);
      await Promise.all(
        [...clients].map(async ([transport, client]) => {
          const actual = await guarded(runScript(client, script), watchdogMs);
          if (!isDeepStrictEqual(actual, expected)) {
            mismatches.push({ seed: script.seed, transport, expected, actual });
          }
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return mismatches;
}

/** The text of a mismatch, ending with the command that runs the script again. */
export function describeMismatch({ seed, transport, expected, actual }: Mismatch): string {
  const lines = [`script ${seed} over ${transport}:`];
  if (actual instanceof Error) lines.push(`  ${actual.stack ?? actual.message}`);
  else {
    for (const key of Object.keys(expected) as (keyof Outcome)[]) {
      if (isDeepStrictEqual(actual[key], expected[key])) continue;
      lines.push(`  ${key}: ${clipped(actual[key])}`, `  must be: ${clipped(expected[key])}`);
    }
  }
  return [...lines, `  again: node tools/interop/scripts.mjs --seed ${seed} --count 1`].join('\n');
}

function clipped(value: unknown): string {
  const text = JSON.stringify(value) ?? 'none';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

async function guarded(outcome: Promise<Outcome>, watchdogMs: number): Promise<Outcome | Error> {
  let timer: NodeJS.Timeout | undefined;
  const watchdog = new Promise<Error>((resolve) => {
    timer = setTimeout(
      () => resolve(new Error(`the call did not settle within ${watchdogMs} ms`)),
      watchdogMs,
    );
  });
  try {
    return await Promise.race([outcome.catch((error: Error) => error), watchdog]);
  } finally {
    clearTimeout(timer);
  }
}
