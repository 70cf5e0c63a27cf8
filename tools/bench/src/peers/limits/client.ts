// SPDX-License-Identifier: Apache-2.0
// What the machine can do at best: a native program in place of Node.js, which does the work that the variant names.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EchoClient, Performed, Place } from '../contract.js';

const run = promisify(execFile);
/** Compiles the program where that has not been done, and prints where it is. */
const build = fileURLToPath(new URL('../../../../../packages/shm/tools/build-limits.mjs', import.meta.url));

export async function connect({ variant }: Place): Promise<EchoClient> {
  const program = (await run(process.execPath, [build])).stdout.trim().split('\n').at(-1)!;
  return {
    async perform({ payloadBytes }, { warmUpMs, measureMs }) {
      const parameters = [variant!, ...[warmUpMs, measureMs, payloadBytes].map(String)];
      const { stdout } = await run(program, parameters);
      return { latencyUs: undefined, ...(JSON.parse(stdout) as Omit<Performed, 'latencyUs'>) };
    },
    close: async () => {},
  };
}
