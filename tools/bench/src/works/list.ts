// SPDX-License-Identifier: Apache-2.0
// The works that can be measured.

import { idleConnections, manyClients } from './connections.js';
import type { Work } from './contract.js';
import { mixedLoad } from './mixed.js';
import { clientStream, serverStream } from './streams.js';
import { echoBlobs, echoRecords, echoTexts } from './unary.js';

const kiB = 1024;
const miB = 1024 * kiB;

/** Sizes of the sweep: from an empty message to the default limit of a message less its own few bytes. */
const sweepBytes = [0, 32, 256, kiB, 4 * kiB, 16 * kiB, 64 * kiB, 256 * kiB, miB, 4 * miB - 64];

export const works: readonly Work[] = [
  echoTexts({
    name: 'w1',
    title: 'W1: sequential echo of 32 bytes',
    headline: 'p50',
    inFlight: 1,
    rivals: 'all',
    quick: true,
  }),
  echoTexts({
    name: 'w2',
    title: 'W2: echo of 32 bytes, 64 in flight',
    headline: 'rate',
    inFlight: 64,
    rivals: 'all',
    quick: true,
  }),
  ...[1, 4, 16, 256, 1024].map((inFlight) =>
    echoTexts({
      name: `w2-${inFlight}`,
      title: `W2: echo of 32 bytes, ${inFlight} in flight`,
      headline: 'rate',
      inFlight,
      rivals: 'few',
    }),
  ),
  ...[64 * kiB, miB].flatMap((bytes) =>
    [1, 4].map((inFlight) =>
      echoBlobs({
        name: `w3-${sizeName(bytes)}-x${inFlight}`,
        title: `W3: echo of ${sizeName(bytes)}, ${inFlight} in flight`,
        headline: 'bandwidth',
        inFlight,
        bytes,
        rivals: inFlight === 1 ? 'all' : 'few',
        quick: inFlight === 1,
      }),
    ),
  ),
  ...sweepBytes.map((bytes) =>
    echoBlobs({
      name: `size-${sizeName(bytes)}`,
      title: `Sizes: sequential echo of ${bytes} bytes`,
      headline: 'p50',
      inFlight: 1,
      bytes,
      rivals: 'few',
    }),
  ),
  serverStream,
  clientStream,
  ...[1, 64].map((inFlight) =>
    echoRecords({
      name: `record-x${inFlight}`,
      title: `Echo of a realistic message (30 fields, nested, lists, maps), ${inFlight} in flight`,
      headline: 'rate',
      inFlight,
      rivals: inFlight === 1 ? 'few' : 'all',
    }),
  ),
  ...[1, 10, 100, 1000].map(manyClients),
  ...[100, 1000].map(idleConnections),
  mixedLoad,
];

/** 65,536 → `64k`; what is no multiple is rounded: `4m` is the largest message, a little under 4 MiB. */
function sizeName(bytes: number): string {
  if (bytes < kiB) return `${bytes}`;
  return bytes < miB / 2 ? `${Math.round(bytes / kiB)}k` : `${Math.round(bytes / miB)}m`;
}
