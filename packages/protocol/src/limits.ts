// SPDX-License-Identifier: Apache-2.0
// The limits of a session: defaults, ranges and what is checked when options are given.
import { checkInteger, maxHandshakeTimeoutMs } from '@memlane/transport';
import { maxFramePayloadBytes } from './frame.js';

export interface SessionLimits {
  /** Largest message this side takes, in bytes (default 4 MiB). */
  readonly maxReceiveMessageBytes: number;
  /** Largest metadata block this side takes, in encoded bytes (default 8 KiB, at most 48 KiB). */
  readonly maxMetadataBytes: number;
  /** Running streams that a server takes per connection (default 1,024). */
  readonly maxStreams: number;
  /** Credit that each stream starts with, in bytes (default 256 KiB). */
  readonly initialCreditBytes: number;
  /** Time for the prefaces in ms (default 1,000, at most 600,000). */
  readonly handshakeTimeoutMs: number;
}

export const defaultLimits: SessionLimits = {
  maxReceiveMessageBytes: 4 * 1024 * 1024,
  maxMetadataBytes: 8 * 1024,
  maxStreams: 1024,
  // As much as a ring holds by default: a call of 64 KiB waits for no CREDIT, and a larger one does not stop for it.
  initialCreditBytes: 256 * 1024,
  handshakeTimeoutMs: 1000,
};

/** Largest metadata block that a frame carries beside a status text of at most 8 KiB. */
export const maxMetadataBlockBytes = maxFramePayloadBytes - 16 * 1024;
/** Credit of less than one frame header could never carry a message, and small windows starve. */
export const minCreditBytes = 1024;
export const maxCreditBytes = 0x3fff_ffff;

const ranges: { readonly [K in keyof SessionLimits]: readonly [min: number, max: number] } = {
  maxReceiveMessageBytes: [0, 0x7fff_ffff],
  maxMetadataBytes: [0, maxMetadataBlockBytes],
  maxStreams: [1, 1_000_000],
  initialCreditBytes: [minCreditBytes, maxCreditBytes],
  handshakeTimeoutMs: [1, maxHandshakeTimeoutMs],
};

/** Fills in the defaults. @throws TypeError or RangeError with a code, naming the limit */
export function resolveLimits(limits: Partial<SessionLimits> = {}): SessionLimits {
  const resolved: Record<string, number> = { ...defaultLimits };
  for (const name of Object.keys(ranges) as (keyof SessionLimits)[]) {
    const value = limits[name];
    if (value !== undefined) resolved[name] = checkInteger(name, value, ...ranges[name]);
  }
  return resolved as unknown as SessionLimits;
}
