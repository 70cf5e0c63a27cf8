// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Code, connect, createServer } from './index.js';

const fresh = (): string => `memory:t-${randomUUID().slice(0, 8)}`;
const backoff = { initialMs: 1, maxMs: 2 };

describe('connect()', () => {
  it('rejects UNAVAILABLE when nobody listens, naming the address', async () => {
    const address = fresh();

    await expect(connect(address)).rejects.toMatchObject({
      code: Code.UNAVAILABLE,
      message: expect.stringContaining(address),
    });
  });

  it('waits for a server with `waitForReady`', async () => {
    const address = fresh();
    const connecting = connect(address, { waitForReady: true, backoff });
    await expect(connect(address)).rejects.toMatchObject({ code: Code.UNAVAILABLE });

    const server = createServer();
    await server.listen(address);
    const channel = await connecting;

    expect(channel.state).toBe('ready');
    await channel.close();
    await server.close();
  });

  it('does not wait for what cannot come: a wrong address', async () => {
    await expect(connect('smoke:signals', { waitForReady: true, backoff })).rejects.toMatchObject({
      code: Code.INVALID_ARGUMENT,
    });
  });

  it('stops waiting with CANCELLED and the reason when its signal is aborted', async () => {
    const controller = new AbortController();
    const connecting = connect(fresh(), { waitForReady: true, backoff, signal: controller.signal });
    await expect(connect(fresh())).rejects.toMatchObject({ code: Code.UNAVAILABLE });

    controller.abort(new Error('enough'));

    await expect(connecting).rejects.toMatchObject({
      code: Code.CANCELLED,
      cause: expect.objectContaining({ message: 'enough' }),
    });
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('begins nothing under a signal that is aborted already, and leaves no listener on one that is not', async () => {
    const address = fresh();
    const server = createServer();
    await server.listen(address);
    const { signal } = new AbortController();

    await expect(connect(address, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: Code.CANCELLED,
    });
    const channel = await connect(address, { signal });

    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await channel.close();
    await server.close();
  });

  it('refuses a signal that is none', async () => {
    await expect(connect(fresh(), { signal: 5 as unknown as AbortSignal })).rejects.toMatchObject({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
    });
  });
});
