// SPDX-License-Identifier: Apache-2.0
// Every case: gRPC's fourteen, then six more.
import type { InteropCase } from '../contract.js';
import { endingCases } from './endings.js';
import { streamingCases } from './streaming.js';
import { unaryCases } from './unary.js';

const names = [
  'empty_unary',
  'large_unary',
  'client_streaming',
  'server_streaming',
  'ping_pong',
  'empty_stream',
  'cancel_after_begin',
  'cancel_after_first_response',
  'timeout_on_sleeping_server',
  'custom_metadata',
  'status_code_and_message',
  'special_status_message',
  'unimplemented_method',
  'unimplemented_service',
  'rpc_soak',
  'channel_soak',
  'concurrent_large_unary',
  'half_duplex',
  'slow_consumer',
  'deadline_storm',
];

export const interopCases: readonly InteropCase[] = names.map(caseOf);

/** @throws RangeError naming the known ones when there is no such case */
export function caseOf(name: string): InteropCase {
  const found = [...unaryCases, ...streamingCases, ...endingCases].find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no case ${name}; there are ${names.join(', ')}`);
  return found;
}
