// SPDX-License-Identifier: Apache-2.0
// The cases of streams that go their way to the end.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamingOutputCallRequestInit } from '../../gen/interop.js';
import type { InteropCase } from '../contract.js';
import { assertPayload, collect, payload, Requests, requestSizes, responseSizes } from '../expect.js';

const slowMessages = 2000;
const slowMessageBytes = 1024;
/**
 * What may be on its way to a reader that does not read, in bytes: the credit that a stream begins with, and as much
 * again for headers of frames and for what is granted a little ahead.
 */
const heldBackBytes = 2 * 256 * 1024;

export const streamingCases: readonly InteropCase[] = [
  {
    name: 'client_streaming',
    async run({ client }) {
      const requests = requestSizes.map((bytes) => ({ payload: payload(bytes) }));

      assert.deepEqual(await client.streamingInputCall(requests), { aggregatedPayloadSize: 74_922 });
    },
  },
  {
    name: 'server_streaming',
    async run({ client }) {
      const request = { responseParameters: responseSizes.map((size) => ({ size })) };

      const responses = await collect(client.streamingOutputCall(request));

      assert.equal(responses.length, responseSizes.length);
      for (const [index, { payload }] of responses.entries()) assertPayload(payload, responseSizes[index]!);
    },
  },
  {
    name: 'ping_pong',
    async run({ client }) {
      const requests = new Requests<StreamingOutputCallRequestInit>();
      const responses = client.fullDuplexCall(requests);

      for (const [index, size] of responseSizes.entries()) {
        requests.send({ responseParameters: [{ size }], payload: payload(requestSizes[index]!) });
        const { done, value } = await responses.next();
        assert.equal(done ?? false, false);
        assertPayload(value?.payload, size);
      }
      requests.end();

      assert.deepEqual(await responses.next(), { done: true, value: undefined });
    },
  },
  {
    name: 'empty_stream',
    async run({ client }) {
      assert.deepEqual(await collect(client.fullDuplexCall([])), []);
    },
  },
  {
    name: 'half_duplex',
    async run({ client }) {
      let hasEnded = false;
      async function* requests(): AsyncGenerator<StreamingOutputCallRequestInit> {
        for (const [index, size] of responseSizes.entries()) {
          yield { responseParameters: [{ size }], payload: payload(requestSizes[index]!) };
          // Time for an answer that comes too early.
          await sleep(5);
        }
        hasEnded = true;
      }

      const sizes: (number | undefined)[] = [];
      for await (const response of client.halfDuplexCall(requests())) {
        assert.ok(hasEnded, 'no answer comes before the half-close');
        sizes.push(response.payload?.body.length);
      }

      assert.deepEqual(sizes, [...responseSizes]);
    },
  },
  {
    name: 'slow_consumer',
    async run({ channel, client }) {
      const request = {
        responseParameters: Array.from({ length: slowMessages }, () => ({ size: slowMessageBytes })),
      };
      const before = channel.stats()?.bytesRead ?? 0;

      let taken = 0;
      for await (const response of client.streamingOutputCall(request)) {
        assertPayload(response.payload, slowMessageBytes);
        taken++;
        await sleep(1);
        const arrived = (channel.stats()?.bytesRead ?? 0) - before;
        const ahead = arrived - taken * slowMessageBytes;
        assert.ok(ahead > 0, `${arrived} bytes have arrived with ${taken} messages`);
        // Each message has some bytes of its own around the body.
        assert.ok(ahead - taken * 64 <= heldBackBytes, `${ahead} bytes arrived ahead of message ${taken}`);
      }

      assert.equal(taken, slowMessages);
    },
  },
];
