// SPDX-License-Identifier: Apache-2.0
// Calls that wait in line on the client until the server has a place for them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, openClient, raw, turn } from '../test/support/sessions.js';
import { END, frame, MESSAGE, Type } from '../test/support/wire.js';

const status = (streamId: number) => frame({ type: Type.STATUS, streamId, flags: END });

describe('calls above the streams that the server takes', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('wait in line, oldest first, and start as others end', async () => {
    const { connection, session } = await openClient({ server: { streams: 2 } });
    const calls = ['a', 'b', 'c', 'd'].map((message) => call(session, { message }));
    await turn();
    const sent = () =>
      connection
        .take()
        .filter(({ type }) => type !== Type.DEFINE)
        .map(({ payload }) => `${payload}`);

    expect([sent(), session.running, session.waiting]).toEqual([['a', 'b'], 2, 2]);
    connection.deliver(status(2));
    await turn();
    expect(sent()).toEqual(['c']);
    calls[0]!.stream.cancel();
    await turn();

    expect(connection.take()).toMatchObject([
      { type: Type.CANCEL, streamId: 1 },
      { type: Type.CALL, streamId: 4, payload: Buffer.from('d') },
    ]);
    expect(calls.map(({ events }) => events)).toEqual([[], ['status 0'], [], []]);
  });

  it('send what was queued meanwhile once they start', async () => {
    const { connection, session } = await openClient({ server: { streams: 1 } });
    call(session, { message: 'first' });
    const second = call(session);

    expect(second.stream.send(raw, 'one')).toBe(false);
    second.stream.send(raw, 'two');
    second.stream.halfClose();
    connection.deliver(status(1));
    await turn();

    expect(connection.take().slice(2)).toMatchObject([
      { type: Type.CALL, streamId: 2, flags: 0 },
      { type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: Buffer.from('one') },
      { type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: Buffer.from('two') },
      { type: Type.MESSAGE, streamId: 2, flags: END },
    ]);
    expect(second.events).toEqual(['drained']);
  });

  it('half-close once they start, also without any message', async () => {
    const { connection, session } = await openClient({ server: { streams: 1 } });
    call(session, { message: 'first' });
    const second = call(session);

    second.stream.halfClose();
    await turn();
    expect(connection.take()).toHaveLength(2);
    connection.deliver(status(1));
    await turn();

    expect(connection.take()).toMatchObject([
      { type: Type.CALL, streamId: 2, flags: 0 },
      { type: Type.MESSAGE, streamId: 2, flags: END },
    ]);
  });

  it('have the rest of their time when they start, and at least 1 ms', async () => {
    const { connection, session } = await openClient({ server: { streams: 1 } });
    call(session, { message: 'first' });
    call(session, { timeoutMs: 1000, message: 'second' });
    call(session, { timeoutMs: 1000, message: 'third' });

    vi.advanceTimersByTime(400);
    connection.deliver(status(1));
    vi.advanceTimersByTime(5000);
    connection.deliver(status(2));
    await turn();

    expect(connection.take().slice(2)).toMatchObject([
      { type: Type.CALL, streamId: 2, extra: 600 },
      { type: Type.CALL, streamId: 3, extra: 1 },
    ]);
  });

  it('never reach the server when they are cancelled in line', async () => {
    const { connection, session } = await openClient({ server: { streams: 1 } });
    call(session, { message: 'first' });
    const second = call(session, { message: 'second' });
    call(session, { message: 'third' });

    second.stream.cancel();
    connection.deliver(status(1));
    await turn();

    expect(connection.take().map(({ payload }) => `${payload}`)).toEqual(['/t/M', 'first', 'third']);
    expect(second.events).toEqual([]);
  });

  it('still run when the session is asked to close once idle', async () => {
    const { connection, session, ended } = await openClient({ server: { streams: 1 } });
    const first = call(session, { message: 'first' });
    const second = call(session, { message: 'second' });

    session.closeWhenIdle();
    await turn();
    expect(() => call(session)).toThrow(expect.objectContaining({ code: 'goaway' }));
    connection.deliver(status(1));
    await turn();
    connection.deliver(status(2));
    await turn();

    expect([first.events, second.events]).toEqual([['status 0'], ['status 0']]);
    expect([ended.length, connection.closed]).toEqual([1, true]);
  });
});
