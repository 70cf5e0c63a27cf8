// SPDX-License-Identifier: Apache-2.0
// The client program: runs cases against the server at --address and ends with the line "N passed, N failed".
import { parseArgs } from 'node:util';
import { connect } from 'memlane';
import { TestService } from './gen/interop.js';
import { caseOf, interopCases } from './interop/cases/list.js';
import { fullAmounts, type InteropCase, shortAmounts } from './interop/contract.js';

const { values } = parseArgs({
  options: {
    address: { type: 'string' },
    case: { type: 'string', default: 'all' },
    full: { type: 'boolean', default: false },
  },
});
if (values.address === undefined) {
  console.error('usage: client --address shm:NAME [--case NAME[,NAME]] [--full]');
  process.exit(2);
}
const { address, full } = values;
const cases = chosen(values.case);
const channel = await connect(address);
console.log(`${address}, by ${channel.stats()?.medium}`);
let failed = 0;
for (const { name, run } of cases) {
  const begun = performance.now();
  try {
    await run({
      channel,
      client: channel.client(TestService),
      connect: () => connect(address),
      amounts: full ? fullAmounts : shortAmounts,
    });
    console.log(`ok     ${name} (${(performance.now() - begun).toFixed(0)} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}\n${(error as Error).stack}`);
  }
}
await channel.close();
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function chosen(names: string): readonly InteropCase[] {
  if (names === 'all') return interopCases;
  try {
    return names.split(',').map(caseOf);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
