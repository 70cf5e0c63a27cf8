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

  it('puts one listener on a signal that many share while they wait', async () => {
    const controller = new AbortController();
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);

    const waiting = Array.from({ length: 30 }, () =>
      connect(fresh(), { waitForReady: true, backoff, signal: controller.signal }).catch(
        (error: unknown) => error,
      ),
    );
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    // By then all of them have failed once and pause.
    await expect(connect(fresh())).rejects.toMatchObject({ code: Code.UNAVAILABLE });
    controller.abort();
    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ code: Code.CANCELLED });
    process.off('warning', warned);

    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(warnings).toEqual([]);
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
