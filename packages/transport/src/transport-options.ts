// SPDX-License-Identifier: Apache-2.0
// The check of the options that every transport knows, whether it heeds them or not: a wrong one is the caller's mistake.
import { argumentTypeError, checkInteger } from './argument-error.js';
import type { ConnectOptions, Latency, ListenOptions } from './contract.js';

/** Largest ring that may be asked for, in bytes. */
export const maxRingBytes = 64 * 1024 * 1024;
/** Longest time for a handshake, in ms: whoever has not answered in ten minutes never will. */
export const maxHandshakeTimeoutMs = 600_000;
/** The largest uid; the one after it, (uid_t)-1, is nobody's. */
const maxUid = 2 ** 32 - 2;

const latencies: readonly Latency[] = ['efficient', 'balanced', 'low'];

/**
 * @throws TypeError for a wrong type or an unknown latency, RangeError for a number out of range; both have a `code`, as
 *   Node's errors have
 */
export function checkTransportOptions(
  options: {
    readonly [K in 'ringBytes' | 'latency' | 'handshakeTimeoutMs' | 'allowUids']?:
      | (ConnectOptions & ListenOptions)[K]
      | undefined;
  },
): void {
  const { ringBytes, latency, handshakeTimeoutMs, allowUids } = options;
  if (ringBytes !== undefined) checkInteger('ringBytes', ringBytes, 1, maxRingBytes);
  if (handshakeTimeoutMs !== undefined)
    checkInteger('handshakeTimeoutMs', handshakeTimeoutMs, 1, maxHandshakeTimeoutMs);
  if (latency !== undefined && !latencies.includes(latency)) {
    const shown = typeof latency === 'string' ? JSON.stringify(latency) : typeof latency;
    const error = new TypeError(`latency must be one of ${latencies.join(', ')}, not ${shown}`);
    throw Object.assign(error, { code: 'ERR_INVALID_ARG_VALUE' });
  }
  if (allowUids !== undefined) checkUids(allowUids);
}

/** A uid that is cut to fit would let in somebody else. */
function checkUids(uids: unknown): void {
  if (!Array.isArray(uids)) throw argumentTypeError('allowUids', 'an array of uids', uids);
  for (let i = 0; i < uids.length; i++) checkInteger(`allowUids[${i}]`, uids[i], 0, maxUid);
}
