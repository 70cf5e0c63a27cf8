// SPDX-License-Identifier: Apache-2.0
// Wrong options of the functions that people call first.
import { describe, expect, it } from 'vitest';
import { type ConnectOptions, connect, createChannel, createServer } from '../src/index.js';

describe.each([
  [3, 'ERR_INVALID_ARG_TYPE', 'options must be an object, not 3'],
  ['x', 'ERR_INVALID_ARG_TYPE', 'options must be an object, not string'],
  [null, 'ERR_INVALID_ARG_TYPE', 'options must be an object, not null'],
  [{ ringBytes: '64k' }, 'ERR_INVALID_ARG_TYPE', 'ringBytes must be a number, not string'],
  [{ allowUids: [2 ** 32] }, 'ERR_OUT_OF_RANGE', 'allowUids[0] must be an integer from 0 to 4294967294'],
])('the options %j', (options, code, message) => {
  const expected = expect.objectContaining({ code, message: expect.stringContaining(message) });

  it('are refused by createChannel() and createServer() at once', () => {
    expect(() => createChannel('shm:nosuch', options as ConnectOptions)).toThrow(expected);
    expect(() => createServer(options as object)).toThrow(expected);
  });

  it('are what connect() rejects with', async () => {
    await expect(connect('shm:nosuch', options as ConnectOptions)).rejects.toThrow(expected);
  });
});
