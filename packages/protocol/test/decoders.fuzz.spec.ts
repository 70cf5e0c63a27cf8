// SPDX-License-Identifier: Apache-2.0
// Random and mangled bytes into the decoders of prefaces and metadata: a value within its limits, or a ProtocolError.
import { describe, expect, it } from 'vitest';
import {
  decodeMetadataBlock,
  decodePreface,
  encodeMetadataBlock,
  encodePreface,
  ProtocolError,
  resolveLimits,
} from '../src/index.js';
import { metadataBlockBytes } from '../src/metadata-block.js';
import { fuzz, fuzzTimeout, type Random } from './support/random.js';
import { block } from './support/wire.js';

/** Changes up to four bytes, and sometimes the length. */
export function mangle(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = random.below(5); i > 0 && copy.length > 0; i--)
    copy[random.below(copy.length)] = random.below(256);
  return random.chance(20) ? copy.subarray(0, random.below(copy.length + 1)) : copy;
}

function codeOf(decode: () => void): string | undefined {
  try {
    decode();
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe('decodePreface()', () => {
  it('gives limits within their ranges or a ProtocolError, for any 32 bytes', {
    timeout: fuzzTimeout,
  }, async () => {
    const seen = new Set<string | undefined>();
    const good = Buffer.from(encodePreface(resolveLimits()));

    await fuzz(50_000, (random) => {
      const bytes = random.chance(5)
        ? random.bytes(32)
        : Buffer.concat([mangle(random, good), good]).subarray(0, 32);
      const code = codeOf(() => {
        const preface = decodePreface(bytes, 0);
        expect(preface.minVersion <= 1 && preface.maxVersion >= 1).toBe(true);
        expect(preface.initialCreditBytes).toBeGreaterThanOrEqual(1024);
        expect(preface.initialCreditBytes).toBeLessThan(2 ** 30);
        expect(preface.maxStreams).toBeGreaterThan(0);
      });
      if (code !== undefined) expect(['bad-preface', 'version-mismatch']).toContain(code);
      seen.add(code);
    });

    if (process.env.MEMLANE_FUZZ_SEED === undefined) expect(seen.size).toBe(3);
  });
});

describe('decodeMetadataBlock()', () => {
  it('gives entries that encode to as many bytes, or "bad-frame"', { timeout: fuzzTimeout }, async () => {
    await fuzz(50_000, (random) => {
      const entries = Array.from({ length: random.below(5) }, () => {
        const key = random.bytes(1 + random.below(10)).toString('latin1') + (random.chance(40) ? '-bin' : '');
        return [key, random.bytes(random.below(40))] as const;
      });
      const whole = block(entries);
      const bytes = random.chance(10) ? random.bytes(random.below(100)) : mangle(random, whole);

      const code = codeOf(() => {
        const read = decodeMetadataBlock(bytes, 0, bytes.length);
        const again = Buffer.alloc(metadataBlockBytes(read));
        expect(again.length).toBe(bytes.length);
        expect(encodeMetadataBlock(read, again, 0)).toBe(bytes.length);
        expect(decodeMetadataBlock(again, 0, again.length)).toEqual(read);
      });

      if (code !== undefined) expect(code).toBe('bad-frame');
      if (bytes.equals(whole)) expect(code).toBeUndefined();
    });
  });
});
