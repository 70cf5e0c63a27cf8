// SPDX-License-Identifier: Apache-2.0
// Wrong options of channels and servers are the caller's mistake: thrown at once, with a code, and never waited for.
import type { TransportRegistry } from '@memlane/transport';
import { TransportError } from '@memlane/transport';
import { describe, expect, it } from 'vitest';
import { rejection, transports } from '../test/support/served.js';
import { Texts } from '../test/support/text-service.js';
import { Channel, Code, Server } from './index.js';

const type = 'ERR_INVALID_ARG_TYPE';
const range = 'ERR_OUT_OF_RANGE';

const wrong: [options: object, code: string, message: string][] = [
  [{ ringBytes: '64k' }, type, 'ringBytes must be a number, not string'],
  [{ ringBytes: Number.NaN }, range, 'ringBytes must be an integer from 1 to 67108864, not NaN'],
  [{ ringBytes: 2 ** 26 + 1 }, range, 'ringBytes must be an integer from 1 to 67108864, not 67108865'],
  [
    { latency: 'warp' },
    'ERR_INVALID_ARG_VALUE',
    'latency must be one of efficient, balanced, low, not "warp"',
  ],
  [{ latency: 5 }, 'ERR_INVALID_ARG_VALUE', 'latency must be one of efficient, balanced, low, not number'],
  [
    { handshakeTimeoutMs: 700_000 },
    range,
    'handshakeTimeoutMs must be an integer from 1 to 600000, not 700000',
  ],
  [{ maxStreams: 0 }, range, 'maxStreams must be an integer from 1 to 1000000, not 0'],
  [{ maxMetadataBytes: '8k' }, type, 'maxMetadataBytes must be a number, not string'],
  [{ allowUids: 'root' }, type, 'allowUids must be an array of uids, not string'],
  [{ allowUids: 5 }, type, 'allowUids must be an array of uids, not 5'],
  [{ allowUids: ['0'] }, type, 'allowUids[0] must be a number, not string'],
  [{ allowUids: [0, -1] }, range, 'allowUids[1] must be an integer from 0 to 4294967294, not -1'],
  [{ allowUids: [1.5] }, range, 'allowUids[0] must be an integer from 0 to 4294967294, not 1.5'],
  [{ allowUids: [Number.NaN] }, range, 'allowUids[0] must be an integer from 0 to 4294967294, not NaN'],
  [{ allowUids: [2 ** 32] }, range, 'allowUids[0] must be an integer from 0 to 4294967294, not 4294967296'],
  [{ allowUids: [2 ** 32 - 1] }, range, 'allowUids[0] must be an integer from 0'],
  [{ interceptors: [3] }, type, 'interceptors[0] must be a function, not 3'],
  [{ transports: undefined }, type, 'transports must be a registry of transports, not undefined'],
];

describe('an option', () => {
  it.each(wrong)('that is wrong is refused by channels and servers: %j', (options, code, message) => {
    const expected = expect.objectContaining({ code, message: expect.stringContaining(message) });

    expect(() => new Channel('memory:x', { transports, ...options })).toThrow(expected);
    expect(() => new Server({ transports, ...options })).toThrow(expected);
  });

  it.each([3, 'x', null, [], undefined])('object that is %j is a TypeError', (options) => {
    const expected = expect.objectContaining({ code: type, message: expect.stringContaining('options') });

    expect(() => new Channel('memory:x', options as never)).toThrow(expected);
    expect(() => new Server(options as never)).toThrow(expected);
  });

  it('backoff that is no object is a TypeError', () => {
    expect(() => new Channel('memory:x', { transports, backoff: null as never })).toThrow(
      expect.objectContaining({ code: type, message: 'backoff must be an object, not null' }),
    );
  });

  it('at each end of its range is taken', () => {
    for (const options of [
      { ringBytes: 1, handshakeTimeoutMs: 1, allowUids: [] },
      {
        ringBytes: 2 ** 26,
        handshakeTimeoutMs: 600_000,
        allowUids: [0, 2 ** 32 - 2],
        latency: 'low' as const,
      },
    ]) {
      expect(() => new Channel('memory:x', { transports, ...options })).not.toThrow();
      expect(() => new Server({ transports, ...options })).not.toThrow();
    }
  });
});

describe('a call with waitForReady', () => {
  it.each<[string, Error, Code]>([
    ['refuses an option', Object.assign(new RangeError('no'), { code: range }), Code.INVALID_ARGUMENT],
    ['has a fault', new TypeError('x is not a function'), Code.INTERNAL],
    ['may not use the address', new TransportError('permission-denied', 'no'), Code.PERMISSION_DENIED],
    ['cannot do it', new TransportError('unsupported', 'no'), Code.UNIMPLEMENTED],
    ['does not know the address', new TransportError('unknown-scheme', 'no'), Code.INVALID_ARGUMENT],
  ])('does not wait for a transport that %s', async (_what, error, code) => {
    const failing: TransportRegistry = {
      connect: () => Promise.reject(error),
      listen: () => Promise.reject(error),
    };
    const channel = new Channel('any:x', { transports: failing });

    const failure = await rejection(channel.client(Texts).upper({}, { waitForReady: true }));

    expect(failure).toMatchObject({ code, cause: error });
    await channel.close();
  });
});
