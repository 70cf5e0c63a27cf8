// SPDX-License-Identifier: Apache-2.0
// The lanes of `npm run test:deep`: all that has a short version in `npm test`, in full. Hours; for a machine that has
// nothing else to do.
import { runProgram } from './program.mjs';
import { runVitest } from './vitest.mjs';

const environment = { MEMLANE_DEEP: '1' };

export const deepLanes = [
  { name: 'fuzz', run: () => runVitest('fuzz', environment) },
  { name: 'integration', run: () => runVitest('integration', environment) },
  { name: 'native', run: () => runProgram('packages/shm/tools/native-tests.mjs', ['--deep']) },
];
