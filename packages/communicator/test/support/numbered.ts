// SPDX-License-Identifier: Apache-2.0
// Messages that say which one they are, and whose every byte is known from that: a torn one does not pass.

/** Mostly small, now and then larger than the regions of the tests. */
function lengthOf(number: number): number {
  return number % 1000 === 999 ? 9000 : 8 + ((number * 7919) % 120);
}

export function numbered(number: number, writer = 0): Uint8Array {
  const bytes = Buffer.alloc(lengthOf(number), (number * 31 + writer) & 0xff);
  bytes.writeUInt32LE(number, 0);
  bytes.writeUInt32LE(writer, 4);
  return bytes;
}

/** @throws when it is no message of numbered() */
export function numberOf(data: Uint8Array): { number: number; writer: number } {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const number = bytes.readUInt32LE(0);
  const writer = bytes.readUInt32LE(4);
  if (!bytes.equals(numbered(number, writer)))
    throw new Error(`message ${number} of writer ${writer} is torn`);
  return { number, writer };
}
