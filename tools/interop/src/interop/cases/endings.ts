// SPDX-License-Identifier: Apache-2.0
// The cases about how a call ends: cancelled, too late, with a status, unknown; and its metadata.
import assert from 'node:assert/strict';
import { Code } from 'memlane';
import { type StreamingOutputCallRequestInit, UnimplementedService } from '../../gen/interop.js';
import { Probe } from '../../gen/probe.js';
import type { CaseContext, InteropCase } from '../contract.js';
import { assertPayload, assertStatus, collect, payload, Requests, recorder } from '../expect.js';
import { initialKey, trailingKey } from '../metadata-keys.js';

const specialText = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
const stormCalls = 1000;

export const endingCases: readonly InteropCase[] = [
  {
    name: 'cancel_after_begin',
    async run({ client }) {
      const controller = new AbortController();
      const call = client.streamingInputCall(new Requests<object>(), { signal: controller.signal });

      controller.abort();

      await assertStatus(call, Code.CANCELLED);
    },
  },
  {
    name: 'cancel_after_first_response',
    async run({ client }) {
      const controller = new AbortController();
      const requests = new Requests<StreamingOutputCallRequestInit>();
      const responses = client.fullDuplexCall(requests, { signal: controller.signal });
      requests.send({ responseParameters: [{ size: 31_415 }], payload: payload(27_182) });
      assertPayload((await responses.next()).value?.payload, 31_415);

      controller.abort();

      await assertStatus(responses.next(), Code.CANCELLED);
    },
  },
  {
    name: 'timeout_on_sleeping_server',
    async run({ client }) {
      const requests = new Requests<StreamingOutputCallRequestInit>();
      requests.send({ payload: payload(27_182) });

      await assertStatus(collect(client.fullDuplexCall(requests, { timeoutMs: 1 })), Code.DEADLINE_EXCEEDED);
    },
  },
  {
    name: 'custom_metadata',
    async run({ client }) {
      const metadata: [string, string | Uint8Array][] = [
        [initialKey, 'test_initial_metadata_value'],
        [trailingKey, Uint8Array.of(0xab, 0xab, 0xab)],
      ];
      const sizes = { responseSize: 314_159, payload: payload(271_828) };
      const request = { responseParameters: [{ size: 314_159 }], payload: payload(271_828) };

      for (const call of ['unary', 'duplex'] as const) {
        const { headers, trailers, options } = recorder({ metadata });
        if (call === 'unary') assertPayload((await client.unaryCall(sizes, options)).payload, 314_159);
        else {
          const responses = await collect(client.fullDuplexCall([request], options));
          assert.equal(responses.length, 1);
          assertPayload(responses[0]?.payload, 314_159);
        }
        assert.deepEqual(headers, [[metadata[0]]], `${call}: initial metadata`);
        assert.deepEqual(trailers, [[metadata[1]]], `${call}: trailers`);
      }
    },
  },
  {
    name: 'status_code_and_message',
    async run({ client }) {
      const responseStatus = { code: 2, message: 'test status message' };

      await assertStatus(client.unaryCall({ responseStatus }), Code.UNKNOWN, responseStatus.message);
      const duplex = collect(client.fullDuplexCall([{ responseStatus }]));
      await assertStatus(duplex, Code.UNKNOWN, responseStatus.message);
    },
  },
  {
    name: 'special_status_message',
    async run({ client }) {
      const call = client.unaryCall({ responseStatus: { code: 2, message: specialText } });

      await assertStatus(call, Code.UNKNOWN, specialText);
    },
  },
  {
    name: 'unimplemented_method',
    async run({ client }) {
      await assertStatus(client.unimplementedCall({}), Code.UNIMPLEMENTED);
    },
  },
  {
    name: 'unimplemented_service',
    async run({ channel }) {
      const call = channel.client(UnimplementedService).unimplementedCall({});

      await assertStatus(call, Code.UNIMPLEMENTED);
    },
  },
  {
    name: 'deadline_storm',
    async run(context) {
      await Promise.all(
        Array.from({ length: stormCalls }, (_, index) => stormCall(context, 20 + (index % 80))),
      );

      // Its request follows every cancellation on the same connection, so only the probe itself still runs.
      assert.equal((await context.channel.client(Probe).usage({})).runningCalls, 1);
    },
  },
];

/** A call that nobody answers. */
async function stormCall({ client }: CaseContext, timeoutMs: number): Promise<void> {
  const begun = performance.now();
  await assertStatus(
    collect(client.fullDuplexCall(new Requests<object>(), { timeoutMs })),
    Code.DEADLINE_EXCEEDED,
  );
  const took = performance.now() - begun;
  assert.ok(took >= timeoutMs, `a deadline of ${timeoutMs} ms fired after ${took.toFixed(2)} ms`);
}
