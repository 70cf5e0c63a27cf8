// SPDX-License-Identifier: Apache-2.0
// Ends a program once, whoever asks: a signal, a closed terminal, or the death of the process that started it.

export interface StopCause {
  /** `SIGINT` and so on; `parent` when the process that started this one is gone. */
  readonly name: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'parent';
  /** What a shell expects: 128 + the signal's number. */
  readonly exitCode: number;
}

/** A program that does not manage to leave in this time, in ms, is ended the hard way. */
const patienceMs = 3000;

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/**
 * Calls `stop` once for the first cause; the program then exits with the cause's code. A second signal does not wait.
 * With a parent that keeps an IPC channel, only SIGTERM and the parent's end count: a Ctrl-C in the terminal reaches
 * both, and the parent says when.
 */
export function onStop(stop: (cause: StopCause) => Promise<void>): void {
  let isStopping = false;
  const begin = (cause: StopCause): void => {
    if (isStopping) process.exit(cause.exitCode);
    isStopping = true;
    process.exitCode = cause.exitCode;
    setTimeout(() => process.exit(cause.exitCode), patienceMs).unref();
    stop(cause).then(
      () => process.exit(cause.exitCode),
      () => process.exit(cause.exitCode),
    );
  };
  const hasParent = process.connected === true;
  for (const [name, exitCode] of signals) {
    process.on(name, () => {
      if (!hasParent || name === 'SIGTERM') begin({ name, exitCode });
    });
  }
  if (hasParent) {
    process.once('disconnect', () => begin({ name: 'parent', exitCode: 0 }));
    // The channel alone is no reason to go on.
    process.channel?.unref();
  }
}

/** Exits with the code of a stop that is under way, else with `code`. */
export function exit(code: number): never {
  process.exit(process.exitCode ?? code);
}

/** A reader that has gone, such as `| head -1` or a closed terminal, is no reason to crash. */
export function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
