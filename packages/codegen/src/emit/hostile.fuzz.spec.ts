// SPDX-License-Identifier: Apache-2.0
// Bytes of a hostile peer: decoding ends, either in a message that can be written again or in a DecodeError. A failing
// seed is told; DECODE_SEED=… plays it alone.
import { DecodeError, type MessageType } from '@memlane/rpc/codegen';
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import {
  Choices,
  FarNumbers,
  Lists,
  Maps,
  Nothing,
  Optionals,
  Outer,
  Scalars,
  Tree,
} from '../../test/gen/bigint/everything.js';
import { Scalars as NumberScalars } from '../../test/gen/number/everything.js';
import { Random } from '../../test/support/random.js';
import { scalars } from '../../test/support/scalars.js';

const types: unknown[] = [
  Scalars,
  NumberScalars,
  Optionals,
  Lists,
  Maps,
  Choices,
  Tree,
  Outer,
  FarNumbers,
  Nothing,
];
const given = process.env.DECODE_SEED;
const first = given === undefined ? Date.now() % 1_000_000_000 : Number(given);
/** In the deep run a thousand times as many. */
const usual = process.env.MEMLANE_DEEP === '1' ? 20_000_000 : 20_000;
const rounds = given === undefined ? Number(process.env.MEMLANE_FUZZ_RUNS ?? usual) : 1;
const prototype = Reflect.ownKeys(Object.prototype).length;

/** Whole messages to spoil. */
const samples = [
  Scalars.toBinary(scalars),
  Optionals.toBinary({ ...scalars, scalars, color: 5 }),
  Lists.toBinary({
    int32s: [1, -1, 300],
    int64s: [-1n],
    strings: ['', '😀'],
    scalars: [scalars, {}],
    doubles: [1],
  }),
  Maps.toBinary({
    byString: { __proto__x: 'b' },
    byInt64: new Map([[-1n, 1n]]),
    maps: new Map([[1, { byInt32: new Map([[1, 2]]) }]]),
  }),
  Choices.toBinary({ choice: { case: 'choices', value: { choice: { case: 'scalars', value: scalars } } } }),
  Tree.toBinary({ left: { right: { others: [{}, { name: 'x' }] } } }),
];

function hostile(random: Random): Uint8Array {
  if (random.chance(20)) return Uint8Array.from({ length: random.below(64) }, () => random.below(256));
  const bytes = [...random.pick(samples)];
  for (let i = random.below(6); i > 0 && bytes.length > 0; i--) {
    const at = random.below(bytes.length);
    const kind = random.below(5);
    if (kind === 0) bytes[at] = random.below(256);
    else if (kind === 1) bytes.splice(at, 1 + random.below(4));
    else if (kind === 2) bytes.splice(at, 0, random.pick([0xff, 0x80, 0, 0x7f, 0x0b, 0x0c]));
    else if (kind === 3) bytes.length = at;
    else bytes.push(...random.pick(samples));
  }
  return Uint8Array.from(bytes);
}

/** What went wrong, or undefined. */
function play(type: MessageType<unknown, unknown>, bytes: Uint8Array): string | undefined {
  let message: unknown;
  try {
    message = type.fromBinary(bytes);
  } catch (error) {
    return error instanceof DecodeError ? undefined : `threw ${String(error)}`;
  }
  const again = type.toBinary(message);
  const once = type.toBinary(type.fromBinary(again));
  return Buffer.compare(again, once) === 0 ? undefined : 'comes out differently the second time';
}

describe('decoding hostile bytes', () => {
  it.each(types as MessageType<unknown, unknown>[])(
    'of $typeName ends in a message or a DecodeError',
    (type) => {
      const failures: string[] = [];
      for (let seed = first; seed < first + rounds; seed++) {
        const bytes = hostile(new Random(seed));
        const failure = play(type, bytes);
        if (failure !== undefined)
          failures.push(`seed ${seed}: ${failure}: ${Buffer.from(bytes).toString('hex')}`);
      }

      expect(failures).toEqual([]);
      expect(Reflect.ownKeys(Object.prototype)).toHaveLength(prototype);
    },
  );

  it('a reader over a larger buffer never reads past the end it is given', () => {
    const failures: string[] = [];
    for (let seed = first; seed < first + rounds; seed++) {
      const random = new Random(seed);
      const bytes = hostile(random);
      const alone = outcome(bytes, 0, bytes.length);
      const around = Buffer.alloc(bytes.length + 64, random.below(256));
      around.set(bytes, 32);
      const within = outcome(around, 32, 32 + bytes.length);
      if (alone !== within) failures.push(`seed ${seed}: ${alone} alone, ${within} within`);
    }

    expect(failures).toEqual([]);
  });
});

function outcome(buffer: Uint8Array, start: number, end: number): string {
  const reader = protobuf.Reader.create(buffer);
  reader.pos = start;
  reader.len = end;
  try {
    return Buffer.from(Lists.toBinary(Lists.decode(reader, end))).toString('hex');
  } catch (error) {
    return error instanceof DecodeError ? error.code : String(error);
  }
}
