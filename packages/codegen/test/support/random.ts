// SPDX-License-Identifier: Apache-2.0
// Random numbers from a seed, the same on every machine, and random messages of any protobufjs type.
import protobuf from 'protobufjs';

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 up to, not including, `limit` (mulberry32). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

const strings = [
  '',
  'a',
  'héllo',
  '😀',
  '__proto__',
  'constructor',
  'x'.repeat(40),
  'y'.repeat(200),
  'ä'.repeat(70),
];
const bigs = [0n, 1n, -1n, 127n, 128n, 2n ** 32n, -(2n ** 31n), 2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n - 1n];
const ints = [0, 1, -1, 127, 128, 16384, 2147483647, -2147483648, 4294967295];

/** A value of a scalar type as protobufjs's `fromObject` takes it: 64-bit integers as decimal strings. */
export function randomScalar(type: string, random: Random): unknown {
  switch (type) {
    case 'double':
      return random.pick([0, -0, 1.5, -1e300, Number.POSITIVE_INFINITY, Math.PI]);
    case 'float':
      return random.pick([0, -0, 0.5, -1024.25, Number.NEGATIVE_INFINITY]);
    case 'bool':
      return random.chance(50);
    case 'string':
      return random.pick(strings);
    case 'bytes':
      return Uint8Array.from({ length: random.pick([0, 1, 5, 130]) }, () => random.below(256));
  }
  const isSigned = !/^(uint|fixed)/.test(type);
  if (type.endsWith('64')) {
    const value = random.pick(bigs);
    return (isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)).toString();
  }
  return isSigned ? random.pick(ints) | 0 : random.pick(ints) >>> 0;
}

/** A message as protobufjs's `fromObject` takes it. */
export function randomMessage(type: protobuf.Type, random: Random, depth = 0): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  const value = (field: protobuf.Field): unknown => {
    const { resolvedType } = field.resolve();
    if (resolvedType instanceof protobuf.Type) return randomMessage(resolvedType, random, depth + 1);
    if (resolvedType instanceof protobuf.Enum)
      return random.pick([...Object.values(resolvedType.values), 4242]);
    return randomScalar(field.type, random);
  };
  for (const field of type.fieldsArray) {
    field.resolve();
    if (!random.chance(depth === 0 ? 70 : 30)) continue;
    if (field.resolvedType instanceof protobuf.Type && depth > 3) continue;
    if (field.partOf?.oneof.some((name) => name in message)) continue;
    const count = random.pick([0, 1, 2, 5, 40]);
    if (field instanceof protobuf.MapField) {
      const entries = Array.from({ length: count }, () => [
        String(randomScalar(field.keyType, random)),
        value(field),
      ]);
      message[field.name] = Object.fromEntries(entries.filter(([key]) => key !== '__proto__'));
    } else if (field.repeated) message[field.name] = Array.from({ length: count }, () => value(field));
    else message[field.name] = value(field);
  }
  return message;
}
