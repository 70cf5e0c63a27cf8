// SPDX-License-Identifier: Apache-2.0
import type { MessageType } from '@memlane/rpc/codegen';
import { describe, expect, it } from 'vitest';
import {
  Choices,
  Color,
  Lists,
  Maps,
  Outer,
  Outer_Inner,
  Outer_Inner_Mood,
  Scalars,
  Tree,
  Unpacked,
} from '../../test/gen/bigint/everything.js';
import { scalars } from '../../test/support/scalars.js';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

function roundTrip<T, I>(type: MessageType<T, I>, message: I): T {
  return type.fromBinary(type.toBinary(message));
}

describe('a generated list', () => {
  const lists = {
    doubles: [1.5, -0],
    floats: [0.25],
    int32s: [-1, 0, 1],
    int64s: [-1n, 0n, 2n ** 62n],
    uint32s: [0, 4294967295],
    uint64s: [2n ** 63n],
    sint32s: [-5],
    sint64s: [-5n],
    fixed32s: [7],
    fixed64s: [8n],
    sfixed32s: [-7],
    sfixed64s: [-8n],
    bools: [true, false],
    strings: ['', 'a'],
    bytess: [new Uint8Array(0), new Uint8Array([1])],
    colors: [Color.RED, Color.UNSPECIFIED, 77],
    scalars: [Scalars.create(), scalars],
  };

  it('keeps every item, defaults too', () => {
    expect(roundTrip(Lists, lists)).toEqual(lists);
  });

  it('is read packed and unpacked whatever the option says', () => {
    expect(Unpacked.fromBinary(bytesOf('0a 02 01 02  08 03')).int32s).toEqual([1, 2, 3]);
    expect(Lists.fromBinary(bytesOf('18 01  1a 02 02 03  18 04')).int32s).toEqual([1, 2, 3, 4]);
  });

  it('longer than 127 bytes has its length in more bytes', () => {
    for (const count of [127, 128, 16_383, 16_384, 100_000]) {
      const int32s = new Array<number>(count).fill(1);

      expect(roundTrip(Lists, { int32s }).int32s).toEqual(int32s);
    }
  });
});

describe('a generated map', () => {
  const maps = {
    ...Maps.create(),
    byString: new Map([
      ['a', 'b'],
      ['', ''],
    ]),
    byInt32: new Map([[-1, -2]]),
    byInt64: new Map([
      [-1n, -2n],
      [2n ** 62n, 0n],
    ]),
    byUint64: new Map([[2n ** 64n - 1n, 1n]]),
    bySint64: new Map([[-3n, -4n]]),
    byFixed64: new Map([[3n, 4n]]),
    bySfixed32: new Map([[-3, 4]]),
    byBool: new Map([
      [true, false],
      [false, true],
    ]),
    bytess: new Map([['x', new Uint8Array([9])]]),
    colors: new Map([['r', Color.RED]]),
    scalars: new Map([['s', scalars]]),
    maps: new Map([[1, { ...Maps.create(), byBool: new Map([[true, true]]) }]]),
  };

  it('carries every type of key and kind of value', () => {
    expect(roundTrip(Maps, maps)).toEqual(maps);
  });

  it('with string keys takes a plain object too', () => {
    expect(roundTrip(Maps, { byString: { a: 'b' }, scalars: { s: { anInt32: 1 } } })).toMatchObject({
      byString: new Map([['a', 'b']]),
      scalars: new Map([['s', Scalars.create({ anInt32: 1 })]]),
    });
  });

  it('has defaults for a key or value that is not sent, and the last of a key that is sent twice', () => {
    expect(Maps.fromBinary(bytesOf('0a 00')).byString).toEqual(new Map([['', '']]));
    expect(Maps.fromBinary(bytesOf('8a 01 00')).scalars).toEqual(new Map([['', Scalars.create()]]));
    expect(Maps.fromBinary(bytesOf('12 04 08 01 10 02 12 04 08 01 10 03')).byInt32).toEqual(
      new Map([[1, 3]]),
    );
  });

  it('keeps keys that mean something to JavaScript as plain keys', () => {
    const byString = new Map([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);

    const message = roundTrip(Maps, { byString });

    expect(message.byString).toEqual(byString);
    expect(roundTrip(Maps, { byString: JSON.parse('{"__proto__":"a"}') }).byString.get('__proto__')).toBe(
      'a',
    );
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });
});

describe('a generated oneof', () => {
  it.each([
    { case: 'aDouble', value: 0 },
    { case: 'anInt64', value: 0n },
    { case: 'aBool', value: false },
    { case: 'aString', value: '' },
    { case: 'someBytes', value: new Uint8Array(0) },
    { case: 'color', value: Color.UNSPECIFIED },
    { case: 'scalars', value: scalars },
    { case: 'choices', value: Choices.create({ choice: { case: 'aString', value: 'deep' } }) },
    { case: undefined },
  ] as const)('carries $case, also with the default of its type', (choice) => {
    expect(roundTrip(Choices, { choice }).choice).toEqual(choice);
  });

  it('holds the last field that was sent', () => {
    expect(Choices.fromBinary(bytesOf('18 01 22 01 61')).choice).toEqual({ case: 'aString', value: 'a' });
    expect(Choices.fromBinary(bytesOf('22 01 61 18 01')).choice).toEqual({ case: 'aBool', value: true });
  });

  it('merges a message that is sent in parts, but not over another field', () => {
    const two = '3a 02 18 01  3a 02 28 02';

    expect(Choices.fromBinary(bytesOf(two)).choice.value).toMatchObject({ anInt32: 1, aUint32: 2 });
    expect(Choices.fromBinary(bytesOf('3a 02 18 01 18 01 3a 02 28 02')).choice.value).toMatchObject({
      anInt32: 0,
    });
  });
});

describe('a generated nested message', () => {
  it('is merged when it is sent in parts', () => {
    const merged = Tree.fromBinary(bytesOf('12 03 0a 01 61  12 02 1a 00  12 02 22 00  12 02 22 00'));

    expect(merged.left).toEqual({
      name: 'a',
      left: undefined,
      right: Tree.create(),
      others: [Tree.create(), Tree.create()],
    });
  });

  it('has the names of the messages around it', () => {
    const inner = roundTrip(Outer, { inner: { mood: Outer_Inner_Mood.GOOD, innermost: { mood: 1 } } }).inner;

    expect(inner).toEqual({ mood: 1, innermost: { mood: 1 } });
    expect(Outer_Inner.typeName).toBe('everything.Outer.Inner');
  });

  it('may be 100 levels deep, not 101', () => {
    const deep = (levels: number): Tree => {
      let tree = Tree.create({ name: 'leaf' });
      for (let i = 0; i < levels; i++) tree = Tree.create({ left: tree });
      return tree;
    };
    const message = deep(100);

    expect(roundTrip(Tree, message)).toEqual(message);
    expect(() => Tree.toBinary(deep(101))).toThrow(
      new RangeError('everything.Tree.left must be nested at most 100 levels deep, not deeper'),
    );
  });
});
