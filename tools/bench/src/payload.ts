// SPDX-License-Identifier: Apache-2.0
// What the peers carry, and how both sides check it. The same code runs for every peer, so its cost is the same.

/** Bytes of each text, all ASCII: one byte per character in protobuf. */
export const textBytes = 32;

/** Distinct texts, so that an answer to another call is noticed. The first character is the index. */
const texts = Array.from({ length: 64 }, (_, index) =>
  `${String.fromCharCode(48 + index)} of sixty-four texts, all ASCII. `.slice(0, textBytes),
);

/** The text of call number `index`. */
export function textAt(index: number): string {
  return texts[index & 63]!;
}

/** @throws Error when `text` is none of ours */
export function checkText(text: string): string {
  if (text !== texts[text.charCodeAt(0) - 48])
    throw new Error(`a text arrived changed: ${JSON.stringify(text)}`);
  return text;
}

/** @throws Error when `text` is not the one of call or message number `index` */
export function checkTextAt(text: string, index: number): void {
  if (text !== texts[index & 63]) throw new Error(`message ${index} of a stream is ${JSON.stringify(text)}`);
}

/** Distance of the stamps in a blob: one on each page of memory, and one at the end. */
const stampDistance = 4096;

/** A blob with a pattern in it. Owned by the caller. */
export function makeBlob(bytes: number): Uint8Array {
  const blob = Buffer.allocUnsafeSlow(bytes);
  for (let at = 0; at < bytes; at++) blob[at] = at * 31;
  return blob;
}

/** Writes the number of the call on every page of the blob. */
export function stampBlob(blob: Uint8Array, call: number): void {
  const last = blob.length - 1;
  for (let at = 0; at < last; at += stampDistance) blob[at] = call + at / stampDistance;
  if (last >= 0) blob[last] = call;
}

/** @throws Error when a page of `blob` does not carry the stamp of one call, the one on its first byte */
export function checkBlob(blob: Uint8Array): Uint8Array {
  const last = blob.length - 1;
  const call = blob[0];
  if (call === undefined) return blob;
  for (let at = 0; at < last; at += stampDistance) {
    if (blob[at] !== ((call + at / stampDistance) & 255))
      throw new Error(`a blob arrived changed at byte ${at}`);
  }
  if (blob[last] !== call) throw new Error('the end of a blob arrived changed');
  return blob;
}

/** @throws Error when `echo` is not the answer to `sent` */
export function checkBlobEcho(sent: Uint8Array, echo: Uint8Array): void {
  if (echo.length !== sent.length) throw new Error(`${sent.length} bytes came back as ${echo.length}`);
  if (echo[0] !== sent[0]) throw new Error('the blob of another call came back');
  checkBlob(echo);
}
