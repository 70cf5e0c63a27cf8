// SPDX-License-Identifier: Apache-2.0
// HELLO and WELCOME for a side without the addon: it offers and accepts no memory, only bytes on the socket. The native
// side is native/core/handshake.h; docs/memory-layout.md describes both messages.

/** Size of either message in bytes. */
export const handshakeBytes = 64;

const helloMagic = Buffer.from('MLEHLLO1', 'latin1');
const welcomeMagic = Buffer.from('MLEWWLC1', 'latin1');
const version = 1;

/** Outcome of reading the other side's message. */
export type HandshakeResult = 'ok' | 'handshake-failed' | 'version-mismatch' | 'resource-exhausted';

/** A HELLO that offers no shared memory. */
export function encodeHello(): Buffer {
  const bytes = Buffer.alloc(handshakeBytes);
  helloMagic.copy(bytes);
  bytes.writeUInt16LE(version, 8);
  bytes.writeUInt16LE(version, 10);
  return bytes;
}

/** A WELCOME without shared memory; `mismatch` refuses a client without a version in common. */
export function encodeWelcome(mismatch = false): Buffer {
  const bytes = Buffer.alloc(handshakeBytes);
  welcomeMagic.copy(bytes);
  bytes.writeUInt16LE(version, 8);
  bytes.writeUInt16LE(mismatch ? 1 : 0, 10);
  return bytes;
}

export function decodeHello(bytes: Buffer): HandshakeResult {
  if (bytes.length !== handshakeBytes || !bytes.subarray(0, 8).equals(helloMagic)) return 'handshake-failed';
  const min = bytes.readUInt16LE(8);
  const max = bytes.readUInt16LE(10);
  if (min > max) return 'handshake-failed';
  return min <= version && version <= max ? 'ok' : 'version-mismatch';
}

export function decodeWelcome(bytes: Buffer): HandshakeResult {
  if (bytes.length !== handshakeBytes || !bytes.subarray(0, 8).equals(welcomeMagic))
    return 'handshake-failed';
  const result = bytes.readUInt16LE(10);
  if (result === 1) return 'version-mismatch';
  if (result === 2) return 'resource-exhausted';
  if (result !== 0) return 'handshake-failed';
  if (bytes.readUInt16LE(8) !== version) return 'version-mismatch';
  // Memory that was not asked for.
  return bytes.readUInt32LE(12) === 0 ? 'ok' : 'handshake-failed';
}
