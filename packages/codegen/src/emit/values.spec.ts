// SPDX-License-Identifier: Apache-2.0
import { type DecodeError, type MessageType, unknownFields } from '@memlane/rpc/codegen';
import { describe, expect, it } from 'vitest';
import {
  Choices,
  Color,
  FarNumbers,
  Lists,
  Maps,
  Nothing,
  Optionals,
  Scalars,
  Tree,
  Unpacked,
} from '../../test/gen/bigint/everything.js';
import { Scalars as NumberScalars } from '../../test/gen/number/everything.js';
import { Scalars as StringScalars } from '../../test/gen/string/everything.js';
import { scalars } from '../../test/support/scalars.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

function roundTrip<T, I>(type: MessageType<T, I>, message: I): T {
  return type.fromBinary(type.toBinary(message));
}

describe('a generated message', () => {
  it('comes out with the defaults of proto3', () => {
    expect(Scalars.create()).toEqual({
      ...{ aDouble: 0, aFloat: 0, anInt32: 0, anInt64: 0n, aUint32: 0, aUint64: 0n, aSint32: 0, aSint64: 0n },
      ...{ aFixed32: 0, aFixed64: 0n, aSfixed32: 0, aSfixed64: 0n, aBool: false, aString: '' },
      someBytes: new Uint8Array(0),
    });
    expect(Scalars.fromBinary(new Uint8Array(0))).toEqual(Scalars.create());
    expect(Lists.create().int32s).toEqual([]);
    expect(Maps.create().byString).toEqual(new Map());
    expect(Choices.create().choice).toEqual({ case: undefined });
  });

  it('carries the limits of every scalar', () => {
    expect(roundTrip(Scalars, scalars)).toEqual(scalars);
  });

  it('writes nothing for defaults', () => {
    expect(Scalars.toBinary(Scalars.create())).toHaveLength(0);
    expect(Scalars.toBinary({ aString: undefined })).toHaveLength(0);
    expect(Nothing.toBinary({})).toHaveLength(0);
  });

  it('writes a negative zero, which is not the default', () => {
    expect(roundTrip(Scalars, { aDouble: -0, aFloat: -0 })).toMatchObject({ aDouble: -0, aFloat: -0 });
    expect(Scalars.toBinary({ anInt32: -0 })).toHaveLength(0);
  });

  it('carries numbers that are none', () => {
    expect(roundTrip(Scalars, { aDouble: Number.NaN, aFloat: Number.NEGATIVE_INFINITY })).toMatchObject({
      aDouble: Number.NaN,
      aFloat: Number.NEGATIVE_INFINITY,
    });
  });

  it('has undefined for what is absent and the value for a default that is present', () => {
    const message = roundTrip(Optionals, { anInt32: 0, aString: '', aBool: false, scalars: {} });

    expect(message).toMatchObject({
      anInt32: 0,
      aString: '',
      aBool: false,
      aDouble: undefined,
      color: undefined,
    });
    expect(message.scalars).toEqual(Scalars.create());
    expect('anInt64' in message).toBe(true);
  });

  it('writes the tags of all field numbers', () => {
    const message = {
      fifteen: 1,
      sixteen: 2,
      twoBytes: 3,
      threeBytes: 4,
      fourBytes: 5,
      fiveBytes: 6,
      last: 7,
    };

    expect(roundTrip(FarNumbers, message)).toEqual(message);
    expect(hex(FarNumbers.toBinary({ last: 7 }))).toBe('f8ffffff0f07');
  });

  it('is written as protobuf writes it', () => {
    expect(hex(Scalars.toBinary({ aString: 'testing', anInt32: 150 }))).toBe('189601720774657374696e67');
    expect(hex(Lists.toBinary({ int32s: [3, 270, 86942] }))).toBe('1a06038e029ea705');
    expect(hex(Unpacked.toBinary({ int32s: [1, 2] }))).toBe('08010802');
    expect(hex(Scalars.toBinary({ anInt32: -1 }))).toBe('18ffffffffffffffffff01');
    expect(hex(Scalars.toBinary({ aSint64: -1n, aSint32: 1 }))).toBe('38024001');
  });
});

describe('a generated enum', () => {
  it('has its values without the name that all of them begin with', () => {
    expect(Color).toEqual({
      ...{
        UNSPECIFIED: 0,
        RED: 1,
        CRIMSON: 1,
        BLUE: 2,
        NEGATIVE: -1,
        LARGE: 2147483647,
        SMALL: -2147483648,
        HEX: 16,
      },
    });
  });

  it('keeps numbers that it does not know', () => {
    expect(roundTrip(Optionals, { color: 12345 }).color).toBe(12345);
    expect(roundTrip(Optionals, { color: -2147483648 }).color).toBe(Color.SMALL);
  });
});

describe('64-bit integers', () => {
  const limits = { anInt64: -(2 ** 53) + 1, aUint64: 2 ** 53 - 1, aSint64: -5, aFixed64: 5, aSfixed64: -6 };

  it('are numbers with --int64 number, as far as they are safe', () => {
    expect(roundTrip(NumberScalars, limits)).toMatchObject(limits);
    expect(() => NumberScalars.toBinary({ anInt64: 2 ** 53 })).toThrow(RangeError);
    expect(() => NumberScalars.fromBinary(Scalars.toBinary({ aUint64: 2n ** 53n }))).toThrow(
      expect.objectContaining({ code: 'unsafe-integer' }) as DecodeError,
    );
  });

  it('are decimal strings with --int64 string', () => {
    const strings = {
      anInt64: '-9223372036854775808',
      aUint64: '18446744073709551615',
      aSint64: '-1',
      aFixed64: '1',
    };

    expect(roundTrip(StringScalars, strings)).toMatchObject({ ...strings, aSfixed64: '0' });
    expect(StringScalars.toBinary({ anInt64: '0' })).toHaveLength(0);
    expect(() => StringScalars.toBinary({ anInt64: '1.5' })).toThrow(RangeError);
    expect(() => StringScalars.toBinary({ aUint64: '-1' })).toThrow(RangeError);
  });
});

describe('unknown fields', () => {
  const known = Tree.toBinary({ name: 'a', left: { name: 'b' } });

  it('are kept and written again', () => {
    const message = Nothing.fromBinary(known);

    expect(hex(Nothing.toBinary(message))).toBe(hex(known));
    expect(Object.keys(message)).toEqual([]);
    expect(unknownFields in message).toBe(true);
  });

  it('go along when a message is copied or made complete', () => {
    const message = Nothing.fromBinary(known);

    expect(hex(Nothing.toBinary({ ...message }))).toBe(hex(known));
    expect(hex(Nothing.toBinary(Nothing.create(message)))).toBe(hex(known));
  });

  it('leave no trace when there are none', () => {
    expect(Reflect.ownKeys(Tree.fromBinary(known))).toEqual(['name', 'left', 'right', 'others']);
  });

  it('are those of a known number with another wire type', () => {
    const bytes = bytesOf('18 01  1d 01 00 00 00');

    const message = Scalars.fromBinary(bytes);

    expect(message.anInt32).toBe(1);
    expect(hex(Scalars.toBinary(message))).toBe(hex(bytes));
  });
});

describe('bytes that come out', () => {
  it('are a copy', () => {
    const bytes = Scalars.toBinary({ someBytes: new Uint8Array([1, 2]) });
    const { someBytes } = Scalars.fromBinary(bytes);

    bytes.fill(9);

    expect(someBytes).toEqual(new Uint8Array([1, 2]));
    expect(someBytes.constructor).toBe(Uint8Array);
  });
});
