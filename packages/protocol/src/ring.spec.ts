// SPDX-License-Identifier: Apache-2.0
// Two sessions joined by pipes as small as the smallest ring: large messages, stalled readers, bounded memory.
import { describe, expect, it } from 'vitest';
import { ringPair } from '../test/support/ring-pair.js';
import { call, finish, PlainWriter, raw, serverSession, until } from '../test/support/sessions.js';
import { ClientSession } from './index.js';

describe('two sessions over a ring of 64 KiB', () => {
  async function pair(limits = {}, onCall: Parameters<typeof serverSession>[0] = {}) {
    const [near, far] = ringPair(64 * 1024);
    const server = serverSession({ limits, connection: far, ...onCall });
    const client = await ClientSession.open(near, { limits, writer: new PlainWriter() });
    return { client, server };
  }

  it('carry a message of 64 MiB each way, and nothing larger than itself is kept for it', async () => {
    const limits = { maxReceiveMessageBytes: 64 * 1024 * 1024 };
    const { client, server } = await pair(limits, {
      onCall: (heard, stream) => {
        heard.onMessage = () => finish(stream, heard.messages[0]);
      },
    });
    const body = Buffer.alloc(64 * 1024 * 1024);
    for (let at = 0; at < body.length; at += 4096) body.writeUInt32LE(at, at);
    let most = 0;

    const heard = call(client, { message: body });
    await until(() => {
      most = Math.max(most, client.outbox.pendingBytes, server.session.outbox.pendingBytes);
      return heard.ended;
    });

    expect(heard.events).toEqual(['drained', `message of ${body.length}`, 'status 0']);
    expect(heard.messages[0]!.equals(body)).toBe(true);
    expect(most).toBeLessThan(128 * 1024);
    client.close();
  });

  it('let calls through while a reader takes nothing of its stream, and end it by CANCEL', async () => {
    const { client, server } = await pair();
    const stalled = call(client);
    server.calls.length = 0;
    await until(() => server.calls.length === 1);
    server.calls[0]!.heard.taking = false;
    stalled.stream.send(raw, Buffer.alloc(60_000));
    for (let i = 0; i < 50; i++) stalled.stream.send(raw, Buffer.alloc(60_000));

    for (let i = 0; i < 100; i++) {
      const other = call(client, { message: 'q' });
      await until(() => server.calls.length === i + 2);
      finish(server.calls[i + 1]!.stream, 'a');
      await until(() => other.ended);
      expect(other.events).toEqual(['message a', 'status 0']);
    }
    expect(server.calls[0]!.heard.messages).toHaveLength(4);
    stalled.stream.cancel(4);
    await until(() => server.calls[0]!.heard.ended);

    expect(server.calls[0]!.heard.events.at(-1)).toBe('cancelled 4');
    client.close();
  });

  it('keep at most the credit of each stream for a reader that takes nothing', async () => {
    const { client, server } = await pair({ initialCreditBytes: 16 * 1024 });
    const streams = Array.from({ length: 20 }, () => call(client));
    await until(() => server.calls.length === 20);
    for (const { heard } of server.calls) heard.taking = false;

    for (const { stream } of streams) for (let i = 0; i < 100; i++) stream.send(raw, Buffer.alloc(1000));
    const last = call(client, { message: 'behind all of it' });
    await until(() => server.calls.length === 21);

    for (const { heard } of server.calls.slice(0, 20)) expect(heard.messages).toHaveLength(16);
    finish(server.calls[20]!.stream);
    await until(() => last.ended);
    client.close();
  });
});
