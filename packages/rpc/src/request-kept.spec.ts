// SPDX-License-Identifier: Apache-2.0
// Whoever makes a call may use the request and its metadata for something else at once.
import { afterEach, describe, expect, it } from 'vitest';
import { freshAddress, rejection, type Served, serve, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Channel, Code } from './index.js';

let served: Served | undefined;
let channel: Channel | undefined;
afterEach(async () => {
  await channel?.close();
  await served?.close();
});

describe('a request', () => {
  it.each([
    ['goes out at once', true, 10],
    ['waits for a connection', false, 10],
    ['is large and waits for a connection', false, 300_000],
  ])('that %s is sent as it was when the call was made', async (_what, isConnected, length) => {
    const got: unknown[] = [];
    served = await serve({
      upper: (request, context) => {
        got.push(context.metadata.get('trace-bin'));
        return request;
      },
    });
    channel = new Channel(served.address, { transports });
    if (isConnected) await channel.connect();
    const request = { text: 'a'.repeat(length) };
    const trace = Buffer.from([1, 2, 3]);

    const answer = channel.client(Texts).upper(request, { metadata: { 'trace-bin': trace } });
    request.text = 'changed';
    trace.fill(9);

    expect(await answer).toEqual({ text: 'a'.repeat(length) });
    expect(got).toEqual([new Uint8Array([1, 2, 3])]);
  });

  it('that does not fit its type ends INVALID_ARGUMENT without a connection', async () => {
    channel = new Channel(freshAddress(), { transports });

    const call = channel.client(Texts).upper({ text: 5 } as never, { waitForReady: true });

    expect(await rejection(call)).toMatchObject({ code: Code.INVALID_ARGUMENT });
  });
});
