// SPDX-License-Identifier: Apache-2.0
// Options of shm: with their defaults, checked.
import {
  type ConnectOptions,
  checkTransportOptions,
  type Latency,
  type ListenOptions,
} from '@memlane/transport';

export const minRingBytes = 64 * 1024;
const defaultRingBytes = 256 * 1024;
const defaultHandshakeTimeoutMs = 1000;

export interface Limits {
  readonly ringBytes: number;
  readonly handshakeTimeoutMs: number;
  readonly allowUids: readonly number[];
  /** Longest spin before sleeping, in microseconds. */
  readonly spinUs: number;
}

/** @throws TypeError or RangeError with a code */
export function listenLimits(options: ListenOptions): Limits {
  return limits(options, defaultRingBytes);
}

/** `ringBytes` is 0 when the server shall choose. @throws TypeError or RangeError with a code */
export function connectLimits(options: ConnectOptions): Limits {
  return limits(options, 0);
}

function limits(options: ConnectOptions, ringBytes: number): Limits {
  checkTransportOptions(options);
  return {
    ringBytes: options.ringBytes ?? ringBytes,
    handshakeTimeoutMs: options.handshakeTimeoutMs ?? defaultHandshakeTimeoutMs,
    allowUids: options.allowUids ?? [],
    spinUs: spinUs[options.latency ?? 'balanced'],
  };
}

/** Longest spin of each latency in microseconds; docs/decisions/spin-before-sleep.md has the figures behind them. */
const spinUs: Readonly<Record<Latency, number>> = { efficient: 0, balanced: 40, low: 50 };
