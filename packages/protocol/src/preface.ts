// SPDX-License-Identifier: Apache-2.0
// The 32 bytes that both sides send first: who speaks, which versions, which limits.
import { ProtocolError } from './error.js';
import { maxCreditBytes, minCreditBytes, type SessionLimits } from './limits.js';

export const prefaceBytes = 32;
export const protocolVersion = 1;

/** "MEMLANE" and a line feed: text sent by mistake, or to a text protocol, fails at once. */
const magic = Uint8Array.from([0x4d, 0x45, 0x4d, 0x4c, 0x41, 0x4e, 0x45, 0x0a]);

export interface Preface {
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly initialCreditBytes: number;
  readonly maxStreams: number;
  readonly maxMetadataBytes: number;
}

export function encodePreface(limits: SessionLimits): Uint8Array {
  const bytes = new Uint8Array(prefaceBytes);
  bytes.set(magic, 0);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, protocolVersion, true);
  view.setUint16(10, protocolVersion, true);
  view.setUint32(12, 0, true);
  view.setUint32(16, limits.initialCreditBytes, true);
  view.setUint32(20, limits.maxStreams, true);
  view.setUint32(24, limits.maxMetadataBytes, true);
  view.setUint32(28, 0, true);
  return bytes;
}

/**
 * Reads the peer's preface from `bytes[start, start + 32)`.
 * @throws ProtocolError "bad-preface" or "version-mismatch"
 */
export function decodePreface(bytes: Uint8Array, start: number): Preface {
  for (let i = 0; i < magic.length; i++) {
    if (bytes[start + i] !== magic[i]) {
      throw new ProtocolError('bad-preface', 'the peer does not speak the Memlane protocol (wrong magic)');
    }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, prefaceBytes);
  const minVersion = view.getUint16(8, true);
  const maxVersion = view.getUint16(10, true);
  if (minVersion > protocolVersion || maxVersion < protocolVersion) {
    throw new ProtocolError(
      'version-mismatch',
      `the peer speaks protocol versions ${minVersion} to ${maxVersion}, this side ${protocolVersion}`,
    );
  }
  const initialCreditBytes = view.getUint32(16, true);
  if (initialCreditBytes < minCreditBytes || initialCreditBytes > maxCreditBytes) {
    throw new ProtocolError(
      'bad-preface',
      `the peer offers ${initialCreditBytes} bytes of credit (from ${minCreditBytes} to ${maxCreditBytes})`,
    );
  }
  const maxStreams = view.getUint32(20, true);
  if (maxStreams === 0) throw new ProtocolError('bad-preface', 'the peer takes no streams at all');
  return {
    minVersion,
    maxVersion,
    initialCreditBytes,
    maxStreams,
    maxMetadataBytes: view.getUint32(24, true),
  };
}
