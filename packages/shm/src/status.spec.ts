// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { StatusCode, statusError } from './status.js';

describe('statusError() of a failed handshake', () => {
  it.each([
    ['recvmsg', 'ECONNRESET'],
    ['sendmsg', 'EPIPE'],
  ] as const)('says that the peer ended when %s gave %s', (syscall, name) => {
    const status = { code: StatusCode.handshakeFailed, syscall, errno: constants.errno[name] };

    expect(statusError('cannot connect to shm:orders', status)).toMatchObject({
      code: 'handshake-failed',
      message: `cannot connect to shm:orders: the peer ended during the handshake (${syscall}: ${name})`,
    });
  });

  it('blames the other side when it sent something else', () => {
    const status = { code: StatusCode.handshakeFailed, syscall: undefined, errno: 0 };

    expect(statusError('cannot connect to shm:orders', status).message).toBe(
      'cannot connect to shm:orders: the other side does not speak this protocol or offered unfit memory',
    );
  });
});
