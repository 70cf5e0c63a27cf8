// SPDX-License-Identifier: Apache-2.0
// Waiting for what another process does, where no event tells.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when `holds` is true, looked at each millisecond. @throws Error naming `what` after `limitMs` */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 60_000,
): Promise<void> {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(1);
  }
}

/** The state of a process as the kernel has it: "T" is stopped, "R" and "S" are not. */
export function processState(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in parentheses, may have any character in it.
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

/** Stops the process and waits until it is. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await until(`process ${pid} is stopped`, () => processState(pid) === 'T');
}

export function resume(pid: number): void {
  process.kill(pid, 'SIGCONT');
}
