// SPDX-License-Identifier: Apache-2.0
// The cases of unary calls.
import assert from 'node:assert/strict';
import { Empty, TestService } from '../../gen/interop.js';
import type { CaseContext, InteropCase } from '../contract.js';
import { assertPayload, payload } from '../expect.js';

const largeRequestBytes = 271_828;
const largeResponseBytes = 314_159;
/** Longest that one call of a soak may take, ms. */
const soakCallMs = 1000;

/** One large_unary call. */
export async function largeUnary(client: CaseContext['client']): Promise<void> {
  const response = await client.unaryCall({
    responseSize: largeResponseBytes,
    payload: payload(largeRequestBytes),
  });
  assertPayload(response.payload, largeResponseBytes);
}

async function soakCall(client: CaseContext['client']): Promise<void> {
  const begun = performance.now();
  await largeUnary(client);
  const took = performance.now() - begun;
  assert.ok(took <= soakCallMs, `a call took ${took.toFixed(0)} ms, more than ${soakCallMs}`);
}

export const unaryCases: readonly InteropCase[] = [
  {
    name: 'empty_unary',
    async run({ client }) {
      const response = await client.emptyCall({});

      // Unknown fields are kept, so a byte too many would show.
      assert.equal(Empty.toBinary(response).length, 0);
    },
  },
  {
    name: 'large_unary',
    run: ({ client }) => largeUnary(client),
  },
  {
    name: 'rpc_soak',
    async run({ client, amounts }) {
      for (let i = 0; i < amounts.rpcSoak; i++) await soakCall(client);
    },
  },
  {
    name: 'channel_soak',
    async run({ connect, amounts }) {
      for (let i = 0; i < amounts.channelSoak; i++) {
        const channel = await connect();
        try {
          await soakCall(channel.client(TestService));
        } finally {
          await channel.close();
        }
      }
    },
  },
  {
    name: 'concurrent_large_unary',
    async run({ client }) {
      await Promise.all(Array.from({ length: 1000 }, () => largeUnary(client)));
    },
  },
];
