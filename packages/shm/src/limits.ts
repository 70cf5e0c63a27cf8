// SPDX-License-Identifier: Apache-2.0
// Options of shm: with their defaults, checked.
import type { ConnectOptions, Latency, ListenOptions } from '@memlane/transport';

export const minRingBytes = 64 * 1024;
export const maxRingBytes = 64 * 1024 * 1024;
const defaultRingBytes = 256 * 1024;
const defaultHandshakeTimeoutMs = 1000;
const maxHandshakeTimeoutMs = 10 * 60 * 1000;

/** @throws RangeError */
export function listenLimits(options: ListenOptions): { ringBytes: number; handshakeTimeoutMs: number } {
  return {
    ringBytes: checkRingBytes(options.ringBytes ?? defaultRingBytes),
    handshakeTimeoutMs: checkTimeout(options.handshakeTimeoutMs),
  };
}

/** `ringBytes` is 0 when the server shall choose. @throws RangeError */
export function connectLimits(options: ConnectOptions): { ringBytes: number; handshakeTimeoutMs: number } {
  return {
    ringBytes: options.ringBytes === undefined ? 0 : checkRingBytes(options.ringBytes),
    handshakeTimeoutMs: checkTimeout(options.handshakeTimeoutMs),
  };
}

function checkRingBytes(ringBytes: number): number {
  if (!Number.isInteger(ringBytes) || ringBytes < 1 || ringBytes > maxRingBytes) {
    throw new RangeError(
      `ringBytes of ${ringBytes} is no integer from 1 to ${maxRingBytes.toLocaleString('en-US')}`,
    );
  }
  return ringBytes;
}

function checkTimeout(timeoutMs = defaultHandshakeTimeoutMs): number {
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0 || timeoutMs > maxHandshakeTimeoutMs) {
    throw new RangeError(
      `handshakeTimeoutMs of ${timeoutMs} is not above 0 and at most ${maxHandshakeTimeoutMs.toLocaleString('en-US')}`,
    );
  }
  return Math.ceil(timeoutMs);
}

/** Longest spin of each latency in microseconds; docs/decisions/spin-before-sleep.md has the figures behind them. */
const spinUs: Readonly<Record<Latency, number>> = { efficient: 0, balanced: 20, low: 50 };

/** @throws TypeError for what is no latency */
export function spinLimitUs(latency: Latency = 'balanced'): number {
  const limit = Object.hasOwn(spinUs, latency) ? spinUs[latency] : undefined;
  if (limit === undefined) {
    throw new TypeError(
      `latency must be one of ${Object.keys(spinUs).join(', ')}, not ${JSON.stringify(latency)}`,
    );
  }
  return limit;
}
