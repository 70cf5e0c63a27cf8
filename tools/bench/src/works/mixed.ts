// SPDX-License-Identifier: Apache-2.0
// Small calls while a large message is under way on the same connection, and before that alone.
import { textBytes } from '../payload.js';
import type { Work } from './contract.js';
import { latencyOf, runLanes } from './timed.js';
import { blobLane, textLane } from './unary.js';

/** The default limit of a message less its own few bytes. */
const largeBytes = 4 * 1024 * 1024 - 64;

export const mixedLoad: Work = {
  name: 'mixed',
  title: `Sequential echo of ${textBytes} bytes while 4 MiB are echoed on the same connection`,
  needs: 'mixed',
  headline: 'p99',
  operation: 'calls',
  payloadBytes: textBytes,
  rivals: 'few',
  async run(stage) {
    const small = textLane(stage.client);
    const large = blobLane(stage.client, largeBytes);
    await latencyOf(small, stage.duration.warmUpMs);
    const aloneLatencyUs = await latencyOf(small, stage.duration.measureMs);
    // The large calls go with the small ones, of which alone the time is kept; they hardly count as operations.
    return { ...(await runLanes([small, large], stage)), aloneLatencyUs };
  },
};
