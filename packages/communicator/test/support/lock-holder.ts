// SPDX-License-Identifier: Apache-2.0
// A process that is stopped in the instant in which it has the lock of a communicator's file. Python takes the lock as any
// communicator does; which byte it is, docs/memory-layout.md of @memlane/shm says.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach } from 'vitest';
import { directory } from './communicators.js';

const program = `
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
for line in sys.stdin:
    fcntl.lockf(file, fcntl.LOCK_EX if line == "lock\\n" else fcntl.LOCK_UN, 1, 0x70000000)
    print(line, end="", flush=True)
`;

class LockHolder {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  constructor(directory: string, name: string) {
    this.#child = spawn('python3', ['-c', program, join(directory, `communicator-${name}.map`)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  /** Resolves when it has the lock and is stopped. */
  async stopInside(): Promise<void> {
    await this.#tell('lock');
    this.#child.kill('SIGSTOP');
  }

  /** It goes on, and gives the lock back. */
  async goOn(): Promise<void> {
    this.#child.kill('SIGCONT');
    await this.#tell('unlock');
  }

  /** Kills it, stopped or not; the kernel gives the lock back. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  async #tell(what: string): Promise<void> {
    this.#child.stdin.write(`${what}\n`);
    const [answer] = await once(this.#child.stdout, 'data');
    if (`${answer}` !== `${what}\n`) throw new Error(`the holder of the lock said ${answer}`);
  }
}

const holders: LockHolder[] = [];
afterEach(async () => {
  // Before the communicators are disposed of, the last of which removes the file.
  await Promise.all(holders.splice(0).map((holder) => holder.end()));
});

/** Whoever has the lock of the file of this name is stopped. */
export async function stopInside(name: string): Promise<LockHolder> {
  const holder = new LockHolder(directory.path, name);
  holders.push(holder);
  await holder.stopInside();
  return holder;
}
