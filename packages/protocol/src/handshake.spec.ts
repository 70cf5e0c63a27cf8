// SPDX-License-Identifier: Apache-2.0
// How a session begins: prefaces, versions, limits, time.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ManualConnection } from '../test/support/manual-connection.js';
import { openClient, PlainWriter, serverSession } from '../test/support/sessions.js';
import { frame, preface, Type, type WirePreface } from '../test/support/wire.js';
import { ClientSession, defaultLimits, resolveLimits, type SessionLimits } from './index.js';

function opening(limits?: Partial<SessionLimits>): {
  connection: ManualConnection;
  opened: Promise<unknown>;
} {
  const connection = new ManualConnection();
  const opened = ClientSession.open(connection, { limits, writer: new PlainWriter() }).then(
    () => 'open',
    (error: Error) => error,
  );
  return { connection, opened };
}

describe('a session that begins', () => {
  it('sends its preface at once, with its limits, before it has heard anything', () => {
    const limits = { initialCreditBytes: 4096, maxStreams: 7, maxMetadataBytes: 100 };

    const { connection } = serverSession({ limits });

    expect(connection.takeBytes()).toEqual(preface({ credit: 4096, streams: 7, metadata: 100 }));
  });

  it('opens when the preface comes byte by byte', async () => {
    const { connection, opened } = opening();

    for (const byte of preface()) connection.deliver(Uint8Array.of(byte));

    expect(await opened).toBe('open');
  });

  it('takes frames that came together with the preface', () => {
    const { connection, calls } = serverSession();

    connection.deliver(
      Buffer.concat([
        preface(),
        frame({ type: Type.DEFINE, payload: '/a/B' }),
        frame({ type: Type.CALL, streamId: 1 }),
      ]),
    );

    expect(calls.map(({ path }) => path)).toEqual(['/a/B']);
  });

  it('speaks to a peer of newer versions that still knows this one, and ignores features and reserved bytes', async () => {
    const { connection, opened } = opening();

    connection.deliver(preface({ minVersion: 1, maxVersion: 9, features: 0xffff_ffff, reserved: 1 }));

    expect(await opened).toBe('open');
  });

  const wrong: [string, string, WirePreface][] = [
    ['another magic', 'bad-preface', { magic: 'HTTP/1.1' }],
    ['no credit', 'bad-preface', { credit: 0 }],
    ['less credit than 1,024 bytes', 'bad-preface', { credit: 1023 }],
    ['more credit than 2^30 - 1 bytes', 'bad-preface', { credit: 2 ** 30 }],
    ['no streams', 'bad-preface', { streams: 0 }],
    ['newer versions only', 'version-mismatch', { minVersion: 2, maxVersion: 3 }],
    ['older versions only', 'version-mismatch', { minVersion: 0, maxVersion: 0 }],
  ];
  it.each(wrong)('ends both roles when the peer offers %s (%s)', async (_what, code, fields) => {
    const { connection, opened } = opening();
    const server = serverSession();
    server.connection.takeBytes();

    connection.deliver(preface(fields));
    server.connection.deliver(preface(fields));

    expect(await opened).toMatchObject({ name: 'ProtocolError', code });
    expect(connection.closed).toBe(true);
    expect(server.ended).toMatchObject([{ error: { name: 'ProtocolError', code } }]);
    expect(server.connection.takeBytes()).toHaveLength(0);
  });

  it('takes the extremes of credit', async () => {
    await openClient({ server: { credit: 1024 } });
    await openClient({ server: { credit: 2 ** 30 - 1 } });
  });

  it('rejects "closed" when the peer goes before its preface', async () => {
    const { connection, opened } = opening();

    connection.deliver(preface().subarray(0, 31));
    connection.lose();

    expect(await opened).toMatchObject({ code: 'closed' });
  });
});

describe('handshakeTimeoutMs', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends both roles with "timeout" when no preface has come by then, and not before', async () => {
    const { connection, opened } = opening({ handshakeTimeoutMs: 50 });
    const server = serverSession();
    connection.deliver(preface().subarray(0, 31));

    vi.advanceTimersByTime(49);
    expect(connection.closed).toBe(false);
    vi.advanceTimersByTime(1);

    expect(await opened).toMatchObject({
      code: 'timeout',
      message: 'no preface from memory:by-hand within 50 ms',
    });
    vi.advanceTimersByTime(defaultLimits.handshakeTimeoutMs - 51);
    expect(server.connection.closed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(server.ended).toMatchObject([{ error: { code: 'timeout' } }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind once the preface is here, or the session is over', () => {
    const { connection } = serverSession();
    const { session } = serverSession();

    connection.deliver(preface());
    session.close();

    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('resolveLimits()', () => {
  it('fills in the documented defaults', () => {
    expect(resolveLimits()).toEqual({
      maxReceiveMessageBytes: 4 * 1024 * 1024,
      maxMetadataBytes: 8 * 1024,
      maxStreams: 1024,
      initialCreditBytes: 256 * 1024,
      handshakeTimeoutMs: 1000,
    });
    expect(resolveLimits({ maxStreams: undefined as unknown as number }).maxStreams).toBe(1024);
  });

  const ranges: [keyof SessionLimits, number, number][] = [
    ['maxReceiveMessageBytes', 0, 2 ** 31 - 1],
    ['maxMetadataBytes', 0, 48 * 1024],
    ['maxStreams', 1, 1_000_000],
    ['initialCreditBytes', 1024, 2 ** 30 - 1],
    ['handshakeTimeoutMs', 1, 600_000],
  ];
  it.each(ranges)('takes %s from %d to %d and nothing else', (name, min, max) => {
    expect(resolveLimits({ [name]: min })[name]).toBe(min);
    expect(resolveLimits({ [name]: max })[name]).toBe(max);
    for (const value of [min - 1, max + 1, min + 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => resolveLimits({ [name]: value })).toThrow(
        expect.objectContaining({
          name: 'RangeError',
          code: 'ERR_OUT_OF_RANGE',
          message: `${name} must be an integer from ${min} to ${max}, not ${value}`,
        }),
      );
    }
    for (const value of ['5', null, [5]]) {
      expect(() => resolveLimits({ [name]: value as unknown as number })).toThrow(
        expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
      );
    }
  });
});
